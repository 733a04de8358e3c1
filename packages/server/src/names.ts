import { adjectives, animals } from "unique-names-generator";

/** Words of the list that no run of ours is called. */
const unwanted = new Set(
  "abusive bad bitter bloody boring corrupt cruel dead dirty disgusted drunk dumb embarrassing fat foolish gay harsh hostile ill inferior intact insane intimate lesbian naked nasty pregnant racial sexual sick stupid ugly useless vicious violent virgin worthless".split(
    " ",
  ),
);
const usable = adjectives.filter((word) => !unwanted.has(word));

const pick = (words: readonly string[]) => words[Math.floor(Math.random() * words.length)] ?? "";

/** A name for a run that was given none: two words, `brave-otter`. */
export const randomName = (): string => `${pick(usable)}-${pick(animals)}`;
