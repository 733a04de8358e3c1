import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A token that is not one, or was not made with this key. */
export class InvalidTokenError extends Error {
  override name = "InvalidTokenError";
}

const version = 0x80;
/** Version, eight bytes of seconds, the initial vector. */
const header = 1 + 8 + 16;
const macLength = 32;

const encode = (bytes: Buffer) => bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");

export const generateFernetKey = (): string => encode(randomBytes(32));

/** Encrypts as the Fernet specification says: AES-128-CBC, then HMAC-SHA256, in url-safe base64. */
export class Fernet {
  private readonly signing: Buffer;
  private readonly encryption: Buffer;

  /** `key`: 32 bytes in url-safe base64. */
  constructor(key: string) {
    const bytes = Buffer.from(key, "base64url");
    if (bytes.length !== 32) throw new Error("an encryption key is 32 bytes in url-safe base64");
    this.signing = bytes.subarray(0, 16);
    this.encryption = bytes.subarray(16);
  }

  encrypt(text: string): string {
    const head = Buffer.alloc(header);
    head.writeUInt8(version);
    head.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000)), 1);
    const vector = randomBytes(16);
    vector.copy(head, 9);
    const cipher = createCipheriv("aes-128-cbc", this.encryption, vector);
    const body = Buffer.concat([head, cipher.update(text, "utf8"), cipher.final()]);
    return encode(Buffer.concat([body, this.mac(body)]));
  }

  /** Throws {@link InvalidTokenError}. */
  decrypt(token: string): string {
    const bytes = Buffer.from(token, "base64url");
    const body = bytes.subarray(0, -macLength);
    const mac = bytes.subarray(-macLength);
    if (body.length <= header || body[0] !== version || !timingSafeEqual(mac, this.mac(body))) {
      throw new InvalidTokenError("the data was encrypted with another key, or was altered");
    }
    const decipher = createDecipheriv("aes-128-cbc", this.encryption, body.subarray(9, header));
    return decipher.update(body.subarray(header), undefined, "utf8") + decipher.final("utf8");
  }

  private mac(body: Buffer): Buffer {
    return createHmac("sha256", this.signing).update(body).digest();
  }
}
