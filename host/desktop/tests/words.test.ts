// Whatever a person reads is in the tables of words: what stands in the views themselves is in one language.
import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';
import {expect, it} from 'vitest';

const folder = fileURLToPath(new URL('../src/view/', import.meta.url));
const read_aloud = new Set(['alt', 'aria-description', 'aria-label', 'label', 'placeholder', 'title']);
const names = new Set(['Selat', 'English', 'Bahasa Melayu']); // the same in every language
const has_words = (text: string): boolean => /\p{L}{2}/u.test(text) && !names.has(text.trim());

const joined = new Set([ts.SyntaxKind.PlusToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken]);

// What an expression may come to, as far as it is written down there.
function literals(of: ts.Node | undefined): string[] {
  if (!of) {
    return [];
  }
  if (ts.isStringLiteralLike(of)) {
    return [of.text];
  }
  if (ts.isJsxExpression(of) || ts.isParenthesizedExpression(of)) {
    return literals(of.expression);
  }
  if (ts.isConditionalExpression(of)) {
    return [...literals(of.whenTrue), ...literals(of.whenFalse)];
  }
  if (ts.isBinaryExpression(of)) { // two that are compared are not shown
    const {kind} = of.operatorToken;
    return joined.has(kind) ? [...literals(of.left), ...literals(of.right)]
      : kind === ts.SyntaxKind.AmpersandAmpersandToken ? literals(of.right) : [];
  }
  if (ts.isTemplateExpression(of)) {
    return [of.head.text, ...of.templateSpans.flatMap((each) => [...literals(each.expression), each.literal.text])];
  }
  return [];
}

function words_in(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const out: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node)) {
      out.push(node.text.trim());
    } else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) {
      out.push(...literals(node));
    } else if (ts.isJsxAttribute(node) && read_aloud.has(node.name.getText(source))) {
      out.push(...literals(node.initializer));
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return out.filter(has_words).map((each) => `${file}: ${each}`);
}

it.each([
  '<p>words</p>', '<p title="words" />', "<p>{'words'}</p>", "<p aria-label={'words'} />", "<p>{on ? 'words' : t.off}</p>",
  "<p>{on ? t.on : (off && 'words')}</p>", "<p>{t.name ?? 'words'}</p>", '<p>{`${t.name} words`}</p>',
  "<p title={on ? t.on : 'words'} />", "<p alt={`${on ? 'words' : 1}`} />", "<p>{t.name + 'words'}</p>",
])('words are found in %s', (view) => {
  expect(words_in('view', view).join()).toContain('words');
});

it.each([
  '<p>{t.name}</p>', "<p>{kind === 'words' && t.name}</p>", "<p>{kind === 'words' ? t.on : t.off}</p>", '<p className={`words ${t.on}`} />',
  '<p>{`${t.name} · ${t.on}`}</p>', "<p title={names['words']} />",
])('none are found in %s', (view) => {
  expect(words_in('view', view)).toEqual([]);
});

it('no view has words of its own', () => {
  const files = readdirSync(folder).filter((each) => each.endsWith('.tsx'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap((each) => words_in(each, readFileSync(folder + each, 'utf8')))).toEqual([]);
}, 60_000); // the compiler reads every view
