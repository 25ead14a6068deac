// Does a question speak of what somebody asks for, in whatever form the words stand? As question_words.py does.
const SMALL = new Set(`a about after all an and any are as at be been before between by can did do does for
  from had has have how in into is it its many me much of on or since that the their there these they
  this to under upon was were what when where which who whom whose why will with`.split(/\s+/));
const STEM = 5;
const SHARE = 0.7;

/** Whether `said` (in small letters) has every word of `wanted` in some form. */
export function speaksOf(said, wanted) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const telling = words.filter((word) => !SMALL.has(word));
  return (telling.length ? telling : words).every((word) => standsIn(said, word));
}

function standsIn(said, word) {
  if (said.includes(word)) return true;
  return /^\p{L}+$/u.test(word) && (said.match(/[a-z]+/g) || []).some((other) => areForms(word, other));
}

function areForms(a, b) {
  const [one, other] = [withoutEnding(a), withoutEnding(b)];
  const shorter = Math.min(one.length, other.length);
  let common = 0;
  while (common < shorter && one[common] === other[common]) common++;
  return one === other || (common >= STEM && common >= shorter * SHARE);
}

function withoutEnding(word) {
  if (word.endsWith("ies") && word.length > 5) return `${word.slice(0, -3)}y`;
  return word.endsWith("s") && word.length > 4 ? word.slice(0, -1) : word;
}
