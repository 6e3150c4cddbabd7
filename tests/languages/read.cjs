// Writes the text of each page of a PDF as pdf.js reads it, as a list in JSON: node read.cjs PDFJS FILE
const { readFileSync } = require("fs");

async function read(library, path) {
  const data = new Uint8Array(readFileSync(path));
  const file = await require(library).getDocument({ data, verbosity: 0 }).promise;
  const pages = [];
  for (let number = 1; number <= file.numPages; number++) {
    const page = await file.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join(""));
  }
  console.log(JSON.stringify(pages));
}

read(process.argv[2], process.argv[3]);
