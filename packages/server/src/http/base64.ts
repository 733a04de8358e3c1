const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text that base64 stands for, as Python reads it: foreign characters are skipped, and so is what follows the padding.
 * Undefined where the padding is missing, or the bytes are no UTF-8.
 */
export function textFromBase64(encoded: string): string | undefined {
  const whole = /^((?:[^=]{4})*(?:[^=]{3}=|[^=]{2}==)?)(?:(?<==).*)?$/.exec(encoded.replace(/[^\w+/=]|_/g, ""))?.[1];
  if (whole === undefined) return undefined;
  try {
    return utf8.decode(Buffer.from(whole, "base64"));
  } catch {
    return undefined;
  }
}
