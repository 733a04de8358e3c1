"""Blocks saved, changed, loaded in another process and deleted: secrets, file systems, and a block type of one's own."""

from typing import Optional

from prefect import flow, get_client
from prefect.blocks.core import Block
from prefect.blocks.system import Secret
from prefect.filesystems import LocalFileSystem
from pydantic import Field, SecretStr

from support import attempt, marker, role, say, spawn


class Account(Block):
    """Who signs in."""

    _block_type_name = "Compat Account"
    _description = "An account for the scenario."
    _logo_url = "https://example.org/logo.png"

    user: str
    password: SecretStr = Field(description="never shown")
    tokens: dict[str, SecretStr] = Field(default_factory=dict)


class Service(Block):
    """Where one signs in."""

    _block_type_name = "Compat Service"
    _capabilities = ["compat-serve"]

    url: str = "https://example.org"
    account: Account
    ports: list[int] = Field(default_factory=lambda: [80, 443])
    note: Optional[str] = None


@flow(name="blocks")
def blocks():
    return Secret.load("compat-secret").get()["token"]


def in_another_process():
    service = Service.load("main")
    say(service.url, service.account.user, service.account.password.get_secret_value(), service.ports)
    loaded = Block.load("compat-service/main")
    say(type(loaded).__name__, loaded.account.tokens["api"].get_secret_value())


if __name__ == "__main__":
    if role() == "other":
        in_another_process()
    else:
        Secret(value={"token": "t0ken"}).save("compat-secret")
        Secret(value="changed").save("compat-changed")
        Secret(value="changed again").save("compat-changed", overwrite=True)
        attempt(Secret(value="refused").save, "compat-changed")
        LocalFileSystem(basepath=marker("files")).save("compat-files")
        account = Account(user="anna", password="s3cret", tokens={"api": "k3y"})
        account.save("anna")
        Service(account=account).save("main")
        Service(account=Account(user="anonymous", password="inside")).save("inline")
        Secret(value="soon gone").save("compat-removed")
        Secret.delete("compat-removed")
        attempt(Secret.load, "compat-removed")
        say(blocks())
        service = Service.load("main")
        service.note = "updated"
        service.ports = [8080]
        service.save("main", overwrite=True)
        LocalFileSystem.load("compat-files").write_path("hello.txt", b"hello")
        other = spawn("other")
        other.wait(60)
        with get_client(sync_client=True) as client:
            found = client.read_block_documents()
            say(sorted(f"{each.block_type.slug}/{each.name}" for each in found))
            kind = client.read_block_type_by_slug("compat-service")
            say(kind.name, kind.is_protected, len(client.read_block_schemas()) > 0)
            masked = client.read_block_document_by_name("anna", "compat-account", include_secrets=False)
            say(masked.data)
