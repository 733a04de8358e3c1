import { WebSocket } from "ws";
import { asJson, type Json } from "../harness/json.ts";
import { readAnswer } from "./mask.ts";

/** A message to a websocket. */
export interface Frame {
  /** A text or bytes as they are, anything else as JSON. */
  say: unknown;
  /** How many messages are awaited before the next is said; one by default. */
  hear?: number;
}

/** What came of a websocket: the status of its upgrade, then what was said on it. */
export interface Conversation {
  status: number;
  body?: Json;
}

const SWITCHING_PROTOCOLS = 101;
/** How long a server may be silent (milliseconds) where a message is awaited. */
const PATIENCE = 20_000;

export const frameText = ({ say }: Frame): string | Uint8Array =>
  typeof say === "string" || say instanceof Uint8Array ? say : JSON.stringify(say);

/** Says frame after frame, each once the one before is answered, and leaves, unless the server has closed by then. */
export function converse(url: string, protocols: readonly string[], frames: readonly Frame[]): Promise<Conversation> {
  const socket = new WebSocket(url, [...protocols]);
  const heard: Json[] = [];
  let [said, awaited, hasLeft] = [0, 0, false];
  const goOn = () => {
    for (; heard.length >= awaited && said < frames.length; said++) {
      const frame = frames[said] ?? { say: "" };
      socket.send(frameText(frame));
      awaited += frame.hear ?? 1;
    }
    if (heard.length < awaited || hasLeft) return;
    hasLeft = true;
    socket.close();
  };
  return new Promise((resolve, reject) => {
    const silence = setTimeout(() => {
      reject(new Error(`${url}: nothing came after message ${said}`));
      socket.terminate();
    }, PATIENCE);
    const end = (conversation: Conversation) => {
      clearTimeout(silence);
      resolve(conversation);
    };
    socket.on("open", goOn);
    socket.on("message", (data) => {
      heard.push(readAnswer(String(data)));
      goOn();
    });
    // An error is always followed by "close".
    socket.on("error", () => {});
    socket.on("unexpected-response", (request, { statusCode = 0 }) => {
      request.destroy();
      end({ status: statusCode });
    });
    socket.on("close", (code, reason) => {
      const closed = hasLeft ? "by the client" : { code, reason: String(reason) };
      end({ status: SWITCHING_PROTOCOLS, body: asJson({ protocol: socket.protocol, heard, closed }) });
    });
  });
}
