"""Every kind of artifact, from flows and tasks, one updated, and the latest of a key."""

from uuid import UUID

from prefect import flow, get_client, task
from prefect.artifacts import (
    Artifact,
    create_image_artifact,
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from support import say


@task(task_run_name="writes a table")
def write_table():
    create_table_artifact(table=[{"name": "a", "count": 1}, {"name": "ž", "count": None}], key="a-table", description="rows")


@flow(name="artifacts")
def artifacts():
    create_link_artifact(link="https://example.org/report", link_text="the report", key="a-link")
    create_markdown_artifact(markdown="# First", key="a-text")
    create_markdown_artifact(markdown="# Second\n\n* ☃", key="a-text", description="the second")
    create_markdown_artifact(markdown="without a key")
    write_table()
    progress = create_progress_artifact(progress=10.0, key="a-progress", description="so far")
    update_progress_artifact(artifact_id=UUID(str(progress)), progress=75.5)
    create_image_artifact(image_url="https://example.org/image.png", key="an-image", description="a picture")


if __name__ == "__main__":
    artifacts()
    latest = Artifact.get("a-text")
    say(latest.key, latest.type, latest.data, latest.description)
    first, created = Artifact.get_or_create("a-link", description="ignored")
    say(first.type, created)
    say(Artifact.get("no-such-artifact"))
    Artifact(type="custom", key="typed", data={"nested": [1, {"two": 2}]}, metadata_={"by": "hand"}).create()
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["a-text"])))
        say(len(found))
        found = client.read_latest_artifacts()
        say(sorted(each.key for each in found))
        client.delete_artifact(Artifact.get("typed").id)
        say(Artifact.get("typed"))
