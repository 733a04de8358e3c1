import type { ReceivedEvent } from "@prefect-ts/schemas/event";
import { Callable, fromJson, TemplateObject, textOf, type Value } from "../../../templates/values.ts";
import { DateTime } from "../../../templates/times.ts";
import { findLabel } from "../../triggers/event-trigger.ts";
import { Resource } from "./labels.ts";
import type { UrlOf } from "./urls.ts";

/** An event. */
export class EventModel extends TemplateObject {
  readonly event: ReceivedEvent;
  private readonly urlOf: UrlOf;

  constructor(event: ReceivedEvent, urlOf: UrlOf) {
    super();
    this.event = event;
    this.urlOf = urlOf;
  }

  attribute(name: string): Value | undefined {
    const { event } = this;
    switch (name) {
      case "id":
      case "follows":
      case "event":
        return event[name];
      case "occurred":
        return new DateTime(event.occurred);
      case "received":
        return event.received ? new DateTime(event.received) : null;
      case "payload":
        return fromJson(event.payload);
      case "resource":
        return new Resource(event.resource);
      case "related":
        return event.related.map((labels) => new Resource(labels));
      case "involved_resources":
        return [event.resource, ...event.related].map((labels) => new Resource(labels));
      case "resource_in_role":
        return new Map([...this.byRole()].map(([role, [first]]): [Value, Value] => [role, first ?? null]));
      case "resources_in_role":
        return this.byRole();
      case "find_resource_label":
        return new Callable(name, ({ positional: [label = ""] }) => findLabel(event, textOf(label)) ?? null);
      case "url":
        return this.urlOf(this);
      default:
        return undefined;
    }
  }

  override json(): unknown {
    return JSON.parse(JSON.stringify(this.event));
  }

  text(): string {
    return `<event ${this.event.id}>`;
  }

  private byRole(): Map<Value, Value[]> {
    const roles = new Map<Value, Value[]>();
    for (const labels of this.event.related) {
      const role = labels["prefect.resource.role"] ?? "";
      roles.set(role, [...(roles.get(role) ?? []), new Resource(labels)]);
    }
    return roles;
  }
}
