// node build.mjs OUTPUT: the widget as one script, and the same as gzip and brotli serve it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';

const texts = new URL('texts/', import.meta.url);
const target = ['chrome106', 'firefox110', 'safari16.2']; // the CSS alone asks for more

// Names between the parts of the widget, as short in the script as private ones. Nothing that comes
// from elsewhere may have one: no frame, no option, no text, no part of the browser.
export const internal = [
  'agentRead', 'agentReadSeq', 'answering', 'asked', 'attempt', 'begin', 'bubble', 'busy', 'composer', 'exchange', 'firstSeq',
  'fresh', 'grew', 'grow', 'held', 'inFlight', 'lastSeq', 'listeners', 'nodes', 'outbox', 'panel', 'problem', 'readSeq',
  'refused', 'relabel', 'renew', 'setColour', 'settle', 'settled', 'sorted', 'takeToken', 'thread', 'toEnd', 'told', 'tries',
  'unread', 'uploads',
];

const styles = {
  name: 'styles',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

export async function widget(more = {}) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.js', import.meta.url))],
    mangleProps: more.minify === false ? undefined : new RegExp(`^(${internal.join('|')})$`),
    bundle: true, minify: true, format: 'iife', charset: 'utf8', legalComments: 'none', write: false, target, plugins: [styles], ...more,
  });
  return outputFiles[0].contents;
}

const output = process.argv[2];
if (output) {
  const script = await widget();
  await writeFile(output, script);
  const names = (await readdir(texts)).filter((name) => name.endsWith('.json') && name !== 'en.json');
  const others = await Promise.all(names.map(async (name) => [name.slice(0, -5), JSON.parse(await readFile(new URL(name, texts), 'utf8'))]));
  await writeFile(output.replace(/\.js$/, '.texts.json'), JSON.stringify(Object.fromEntries(others)));
  await writeFile(`${output}.gz`, gzipSync(script, { level: 9 }));
  await writeFile(`${output}.br`, brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: script.length } }));
}
