// Whatever a person reads is in the tables of words: what stands in the views themselves is in one language.
import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';
import {expect, it} from 'vitest';

const folder = fileURLToPath(new URL('../src/view/', import.meta.url));
const read_aloud = new Set(['alt', 'aria-description', 'aria-label', 'label', 'placeholder', 'title']);
const names = new Set(['Selat', 'English', 'Bahasa Melayu']); // the same in every language
const has_words = (text: string): boolean => /\p{L}{2}/u.test(text) && !names.has(text.trim());

function words_in(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(folder + file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const out: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && has_words(node.text)) {
      out.push(node.text.trim());
    }
    if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteralLike(node.expression) && !ts.isJsxAttribute(node.parent) &&
        has_words(node.expression.text)) {
      out.push(node.expression.text);
    }
    if (ts.isJsxAttribute(node) && read_aloud.has(node.name.getText(source)) && node.initializer) {
      ts.forEachChild(node.initializer, (inside) => {
        if (ts.isStringLiteralLike(inside) && has_words(inside.text)) {
          out.push(inside.text);
        }
      });
      if (ts.isStringLiteral(node.initializer) && has_words(node.initializer.text)) {
        out.push(node.initializer.text);
      }
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return out.map((each) => `${file}: ${each}`);
}

it('no view has words of its own', () => {
  const files = readdirSync(folder).filter((each) => each.endsWith('.tsx'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap(words_in)).toEqual([]);
});
