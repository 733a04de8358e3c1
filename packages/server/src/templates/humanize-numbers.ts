import type { Arguments } from "./arguments.ts";
import type { Filter } from "./filter.ts";
import { digitsOf, exponential, fixed, formatBraces, formatPercent } from "./formatting.ts";
import { floatFrom, integerFrom, realNumber, requiredFloat, wholePart, withCommas } from "./numbers.ts";
import { TemplateRenderError } from "./render-error.ts";
import { floatOf, isFloatValue, textOf, type Value } from "./values.ts";

/** How numbers are said that are none or have no end; undefined for all others. */
function notFinite(number: number): string | undefined {
  if (Number.isNaN(number)) return "NaN";
  if (number === Infinity) return "+Inf";
  return number === -Infinity ? "-Inf" : undefined;
}

/** A filter of whole numbers; what is none stays as it is. */
const ofInteger =
  (say: (number: bigint, given: Arguments) => string): Filter =>
  (value, given) => {
    const number = floatFrom(value);
    if (number === undefined) return textOf(value);
    const unusual = notFinite(number);
    if (unusual !== undefined) return unusual;
    const whole = integerFrom(value);
    return whole === undefined ? textOf(value) : say(whole, given);
  };

/** A filter of numbers with a fraction; what is none stays as it is. */
const ofFloat =
  (say: (number: number, given: Arguments) => string): Filter =>
  (value, given) => {
    const number = floatFrom(value);
    return number === undefined ? textOf(value) : (notFinite(number) ?? say(number, given));
  };

const suffixes = ["th", "st", "nd", "rd"];
const modulo = (value: bigint, by: bigint) => Number(((value % by) + by) % by);

const ordinal = ofInteger((number) => {
  const isTeen = [11, 12, 13].includes(modulo(number, 100n));
  return `${number}${(isTeen ? undefined : suffixes[modulo(number, 10n)]) ?? "th"}`;
});

const words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const apNumber = ofInteger((number) => words[Number(number)] ?? String(number));

const intComma: Filter = (value, given) => {
  const plain = typeof value === "string" ? value.replaceAll(",", "") : value;
  const number = floatFrom(plain);
  if (number === undefined) return textOf(plain);
  const unusual = notFinite(number);
  if (unusual !== undefined) return unusual;
  const isFraction = typeof plain === "string" ? plain.includes(".") : isFloatValue(plain);
  const exact = isFraction ? textOf(floatOf(number)) : integerFrom(plain)?.toString();
  if (exact === undefined) return textOf(plain);
  const digits = given.get(0) ?? null;
  return withCommas(digits === null ? exact : fixed(number, digitsOf(given.integer(0))));
};

const powers = new Map<string, bigint>([
  ..."thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion"
    .split(" ")
    .map((word, at) => [word, 1000n ** BigInt(at + 1)] as const),
  ["googol", 10n ** 100n],
]);

const inWords = ofInteger((number, given) => {
  const format = given.text(0, "%.1f");
  const size = number < 0n ? -number : number;
  const sign = number < 0n ? "-" : "";
  const reached = [...powers].filter(([, power]) => power <= size);
  const [word, power] = reached.at(-1) ?? [];
  if (word === undefined || power === undefined) return `${sign}${size}`;
  const rounded = requiredFloat(formatPercent(format, floatOf(Number(size) / Number(power))));
  const [next] = [...powers].slice(reached.length);
  const isNext = next !== undefined && Number.isInteger(rounded) && BigInt(rounded * Number(power)) === next[1];
  return isNext
    ? `${sign}${formatPercent(format, floatOf(1))} ${next[0]}`
    : `${sign}${formatPercent(format, floatOf(rounded))} ${word}`;
});

const largestDenominator = 1000n;

/** The fraction next to a number from 0 to 1 whose denominator is small, from its continued fraction. */
function smallFraction(value: number): [numerator: bigint, denominator: bigint] {
  let scaled = value;
  let bottom = 1n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    bottom *= 2n;
  }
  const top = BigInt(scaled);
  if (bottom <= largestDenominator) return [top, bottom];
  let [n, d] = [top, bottom];
  let [before, last]: [[bigint, bigint], [bigint, bigint]] = [
    [0n, 1n],
    [1n, 0n],
  ];
  for (;;) {
    const part = n / d;
    const next: [bigint, bigint] = [before[0] + part * last[0], before[1] + part * last[1]];
    if (next[1] > largestDenominator) break;
    [before, last] = [last, next];
    [n, d] = [d, n - part * d];
    if (d === 0n) return last;
  }
  const steps = (largestDenominator - before[1]) / last[1];
  const between: [bigint, bigint] = [before[0] + steps * last[0], before[1] + steps * last[1]];
  const distance = ([p, q]: [bigint, bigint], other: bigint) => {
    const difference = p * bottom - top * q;
    return (difference < 0n ? -difference : difference) * other;
  };
  return distance(last, between[1]) <= distance(between, last[1]) ? last : between;
}

const fractional = ofFloat((number) => {
  const whole = Math.trunc(number);
  const [numerator, denominator] = smallFraction(Math.abs(number - whole));
  if (whole !== 0 && numerator === 0n && denominator === 1n) return String(BigInt(whole));
  if (whole === 0) return `${number < 0 && numerator > 0n ? "-" : ""}${numerator}/${denominator}`;
  return `${BigInt(whole)} ${numerator}/${denominator}`;
});

const superscript = (number: number) =>
  String(number)
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "")
    .replace("-", "⁻");

function inPowers(number: number, precision: number): string {
  const [factor = "", exponent] = exponential(number, digitsOf(precision)).split("e");
  return `${factor} x 10${superscript(Number(exponent))}`;
}

const tenTo = (exponent: number) => Number(`1e${exponent}`);
const large = "kMGTPEZYRQ";
const small = "mμnpfazyrq";
/** Units that stand right behind their number. */
const close = ["°", "′", "″"];

function metric(value: Value, given: Arguments): string {
  let number = realNumber(value);
  const unit = given.text(0, "");
  const precision = given.integer(1, 3);
  const unusual = notFinite(number);
  if (unusual !== undefined) return unusual;
  let exponent = number === 0 ? 0 : Number(Math.abs(number).toExponential().split("e")[1]);
  if (exponent >= 33 || exponent < -30) return inPowers(number, precision - 1) + unit;
  const inGroup = () => ((exponent % 3) + 3) % 3;
  const digits = () => digitsOf(Math.max(0, precision - inGroup() - 1));
  number /= tenTo(exponent - inGroup());
  if (exponent < 30 && Number(fixed(Math.abs(number), digits())) >= 1000) {
    exponent += 3 - inGroup();
    number /= 1000;
  }
  const prefix = (exponent < 0 ? small[Math.floor((-exponent - 1) / 3)] : large[Math.floor(exponent / 3) - 1]) ?? "";
  const space = (unit === "" && prefix === "") || close.includes(unit) ? "" : " ";
  return `${fixed(number, digits())}${space}${prefix}${unit}`;
}

function clamp(value: Value, given: Arguments): Value {
  if (value === null) return null;
  const number = realNumber(value);
  const unusual = notFinite(number);
  if (unusual !== undefined) return unusual;
  const [floor = null, ceil = null, format = "{:}"] = [given.get(0), given.get(1), given.get(2)];
  const isBelow = floor !== null && number < realNumber(floor);
  const isAbove = !isBelow && ceil !== null && number > realNumber(ceil);
  if (typeof format !== "string") {
    throw new TemplateRenderError(
      "ValueError",
      "Invalid format. Must be either a valid formatting string, or a function that accepts value and returns a string.",
    );
  }
  const token = isBelow ? given.text(3, "<") : isAbove ? given.text(4, ">") : "";
  const shown = isBelow ? floor : isAbove ? ceil : value;
  return token + formatBraces(format, { positional: [shown], named: new Map() });
}

const sizes = {
  decimal: ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB", "RB", "QB"],
  binary: ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB", "RiB", "QiB"],
  gnu: [..."KMGTPEZYRQ"],
};

function naturalSize(value: Value, given: Arguments): string {
  const isGnu = given.flag(1, false);
  const isBinary = given.flag(0, false);
  const format = given.text(2, "%.1f");
  const bytes = requiredFloat(value);
  const units = isGnu ? sizes.gnu : isBinary ? sizes.binary : sizes.decimal;
  const base = isGnu || isBinary ? 1024 : 1000;
  const size = Math.abs(bytes);
  if (size === 1 && !isGnu) return `${bytes} Byte`;
  if (size < base || Number.isNaN(size)) return `${wholePart(bytes)}${isGnu ? "B" : " Bytes"}`;
  const inUnit = (power: number) => formatPercent(format, floatOf(bytes / base ** power));
  let power = Math.trunc(Math.min(Math.log(size) / Math.log(base), units.length));
  if (power < units.length && Math.abs(requiredFloat(inUnit(power))) >= base) power++;
  return `${inUnit(power)}${isGnu ? "" : " "}${units[power - 1]}`;
}

/** The filters of the Python library humanize that tell of numbers and sizes, in English. */
export const humanizeNumberFilters: Readonly<Record<string, Filter>> = {
  humanize_apnumber: apNumber,
  humanize_clamp: clamp,
  humanize_decimal_separator: () => ".",
  humanize_fractional: fractional,
  humanize_intcomma: intComma,
  humanize_intword: inWords,
  humanize_metric: metric,
  humanize_naturalsize: naturalSize,
  humanize_ordinal: ordinal,
  humanize_scientific: ofFloat((number, given) => inPowers(number, given.integer(0, 2))),
  humanize_thousands_separator: () => ",",
};
