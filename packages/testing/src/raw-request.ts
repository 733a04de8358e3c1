import { connect } from "node:net";

/** What came back over a socket, up to its end or `quietMs` after the last byte. */
export async function rawRequest(url: string, bytes: string | Buffer, quietMs = 200): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  return await new Promise((resolve, reject) => {
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString());
    };
    socket.setTimeout(5000, done);
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      socket.setTimeout(quietMs, done);
    });
    socket.on("end", done);
    socket.on("error", (error) => (chunks.length > 0 ? done() : reject(error)));
    socket.write(bytes);
  });
}
