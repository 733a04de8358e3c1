-- upgrade
DELETE FROM block_document_reference WHERE parent_block_document_id = reference_block_document_id;

CREATE TABLE new_block_document_reference (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  name VARCHAR NOT NULL,
  parent_block_document_id CHAR(36) NOT NULL,
  reference_block_document_id CHAR(36) NOT NULL,
  CONSTRAINT pk_block_document_reference PRIMARY KEY (id),
  CONSTRAINT fk_block_document_reference__parent_block_document_id__block_document FOREIGN KEY (parent_block_document_id) REFERENCES block_document (id) ON DELETE CASCADE,
  CONSTRAINT fk_block_document_reference__reference_block_document_id__block_document FOREIGN KEY (reference_block_document_id) REFERENCES block_document (id) ON DELETE CASCADE,
  CONSTRAINT ck_block_document_reference__ck_block_document_reference__no_self_reference CHECK (parent_block_document_id != reference_block_document_id)
);
INSERT INTO new_block_document_reference (id, created, updated, name, parent_block_document_id, reference_block_document_id)
SELECT id, created, updated, name, parent_block_document_id, reference_block_document_id FROM block_document_reference;
DROP TABLE block_document_reference;
ALTER TABLE new_block_document_reference RENAME TO block_document_reference;
CREATE INDEX ix_block_document_reference__updated ON block_document_reference (updated);

-- downgrade
CREATE TABLE new_block_document_reference (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  name VARCHAR NOT NULL,
  parent_block_document_id CHAR(36) NOT NULL,
  reference_block_document_id CHAR(36) NOT NULL,
  CONSTRAINT pk_block_document_reference PRIMARY KEY (id),
  CONSTRAINT fk_block_document_reference__parent_block_document_id__block_document FOREIGN KEY (parent_block_document_id) REFERENCES block_document (id) ON DELETE CASCADE,
  CONSTRAINT fk_block_document_reference__reference_block_document_id__block_document FOREIGN KEY (reference_block_document_id) REFERENCES block_document (id) ON DELETE CASCADE
);
INSERT INTO new_block_document_reference (id, created, updated, name, parent_block_document_id, reference_block_document_id)
SELECT id, created, updated, name, parent_block_document_id, reference_block_document_id FROM block_document_reference;
DROP TABLE block_document_reference;
ALTER TABLE new_block_document_reference RENAME TO block_document_reference;
CREATE INDEX ix_block_document_reference__updated ON block_document_reference (updated);
