// Fills in the fields of a PDF with pdf.js, as Firefox does: node fill.mjs sheets.pdf typed.json filled-in.pdf
import { readFileSync, writeFileSync } from "node:fs";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";

const [source, typed, target] = process.argv.slice(2);
const answers = JSON.parse(readFileSync(typed, "utf8"));
const data = new Uint8Array(readFileSync(source));
const sheets = await getDocument({ data, verbosity: VerbosityLevel.ERRORS }).promise;
for (let number = 1; number <= sheets.numPages; number++) {
  const page = await sheets.getPage(number);
  for (const { id, fieldName } of await page.getAnnotations()) {
    if (fieldName in answers) sheets.annotationStorage.setValue(id, { value: answers[fieldName] });
  }
}
writeFileSync(target, await sheets.saveDocument());
