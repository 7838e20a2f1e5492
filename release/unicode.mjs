// Writes the properties of Unicode that patterns name, as Node knows them: node release/unicode.mjs
//
// Each line is a property's names, a tab, and its runs of code points: the distance from the end of the run before,
// then `+` and how many more there are, both in base 36.
// Source: ECMA-262, 22.2.2.9 (UnicodeMatchProperty), tables 67 to 69.
import { writeFileSync } from "node:fs";

const CATEGORIES = `Lu=Uppercase_Letter Ll=Lowercase_Letter Lt=Titlecase_Letter Lm=Modifier_Letter Lo=Other_Letter
Mn=Nonspacing_Mark Mc=Spacing_Mark Me=Enclosing_Mark Nd=Decimal_Number=digit Nl=Letter_Number No=Other_Number
Pc=Connector_Punctuation Pd=Dash_Punctuation Ps=Open_Punctuation Pe=Close_Punctuation Pi=Initial_Punctuation
Pf=Final_Punctuation Po=Other_Punctuation Sm=Math_Symbol Sc=Currency_Symbol Sk=Modifier_Symbol So=Other_Symbol
Zs=Space_Separator Zl=Line_Separator Zp=Paragraph_Separator Cc=Control=cntrl Cf=Format Cs=Surrogate Co=Private_Use`;
const BINARY = `Alphabetic=Alpha Lowercase=Lower Uppercase=Upper White_Space=space ID_Start=IDS ID_Continue=IDC Emoji`;
const SCRIPTS = `Arabic=Arab Armenian=Armn Bengali=Beng Cyrillic=Cyrl Devanagari=Deva Ethiopic=Ethi Georgian=Geor Greek=Grek
Gujarati=Gujr Gurmukhi=Guru Han=Hani Hangul=Hang Hebrew=Hebr Hiragana=Hira Kannada=Knda Katakana=Kana Khmer=Khmr
Lao=Laoo Latin=Latn Malayalam=Mlym Mongolian=Mong Myanmar=Mymr Sinhala=Sinh Tamil=Taml Telugu=Telu Thai=Thai
Tibetan=Tibt`;

function runs(property) {
  const is = new RegExp(`^\\p{${property}}$`, "u");
  const found = [];
  let end = 0;
  for (let code = 0; code <= 0x10ffff; code++) {
    if (!is.test(String.fromCodePoint(code))) continue;
    let last = code;
    while (last < 0x10ffff && is.test(String.fromCodePoint(last + 1))) last++;
    found.push((code - end).toString(36) + (last > code ? "+" + (last - code).toString(36) : ""));
    end = code = last;
  }
  return found.join(" ");
}

const lines = [`# Unicode ${process.versions.unicode}; made by release/unicode.mjs`];
for (const [prefix, listed] of [["gc=", CATEGORIES], ["", BINARY], ["sc=", SCRIPTS]]) {
  for (const each of listed.split(/\s+/)) {
    const names = each.split("=");
    lines.push(`${[...new Set(names)].map((name) => prefix + name).join(" ")}\t${runs(prefix + names[0])}`);
  }
}
writeFileSync(new URL("../apidiff/containment/unicode.txt", import.meta.url), lines.join("\n") + "\n");
