import { lookup as resolve, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction, type Socket, connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { isPrivateAddress } from "./private-addresses.ts";

/** A host that requests may not go to. */
export class ForbiddenHostError extends Error {
  override name = "ForbiddenHostError";
}

export interface ConnectOptions {
  /** Whether addresses will do that are not of the public internet. */
  allowPrivate: boolean;
  /** Whether the other side has to prove who it is. */
  verify: boolean;
}

/** Opens a connection to where a URL points. */
export type Connect = (url: URL, options: ConnectOptions) => Socket;

const forbidden = () =>
  new ForbiddenHostError("the address is private; set PREFECT_SERVER_EVENTS_ALLOW_PRIVATE_URLS to allow it");

/** Looks a name up for a connection; it goes to what was looked at, whatever the name means a moment later. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const [first] = found ?? [];
    if (error || !first) return callback(error ?? new Error("the name has no address"), []);
    if (found.some(({ address }) => isPrivateAddress(address))) return callback(forbidden(), []);
    if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  });
};

const unbracketed = (hostname: string) => hostname.replace(/^\[|\]$/g, "");

/** Connects by TCP, or by TLS where the URL says so. The address that the socket goes to is the one that is checked. */
export const connect: Connect = (url, { allowPrivate, verify }) => {
  const host = unbracketed(url.hostname);
  const isSecure = url.protocol === "https:";
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw forbidden();
  const port = Number(url.port || (isSecure ? 443 : 80));
  const target = { host, port, ...(!allowPrivate && { lookup: publicLookup }) };
  if (!isSecure) return connectTcp(target);
  return connectTls({ ...target, rejectUnauthorized: verify, ...(isIP(host) === 0 && { servername: host }) });
};
