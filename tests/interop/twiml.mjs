// TwiML held against Twilio's own library: each verb is made once more by the method that its parent has for
// it, and each attribute and value has to be one that the library's types name.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import twilio from 'twilio';

const library = dirname(createRequire(import.meta.url).resolve('twilio'));
const declarations = readFileSync(join(library, 'twiml/VoiceResponse.d.ts'), 'utf8');

const texts = {'&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&#13;': '\r', '&#xD;': '\r'};
const plain = (text) => text.replace(/&[^;]+;/g, (each) => texts[each] ?? assert.fail(`an entity ${each}`));

// {name, attributes, children: [element or text]}
function read(document) {
  const root = {children: []};
  const open = [root];
  for (const [whole, end, name, given, single] of document.matchAll(/<(\/?)([A-Za-z-]+)((?:\s[^<>]*?)?)(\/?)>|[^<]+/g)) {
    if (!name) {
      open.at(-1).children.push(plain(whole));
    } else if (end) {
      assert.equal(open.pop().name, name);
    } else {
      const attributes = Object.fromEntries(
        [...given.matchAll(/([A-Za-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, plain(value)]));
      const element = {name, attributes, children: []};
      open.at(-1).children.push(element);
      if (!single) {
        open.push(element);
      }
    }
  }
  assert.equal(open.length, 1);
  return root.children.find((each) => each.name);
}

// The types of what a verb takes: {attribute: type}; of a type: its words, or nothing for any.
function types_of(verb) {
  const found = new RegExp(`interface ${verb}Attributes \\{([^}]*)\\}`).exec(declarations);
  return Object.fromEntries([...(found?.[1] ?? '').matchAll(/^\s*(\w+)\??: ([^;]+);/gm)].map(([, key, type]) => [key, type]));
}
function words_of(type) {
  const found = new RegExp(`type ${type} = ([^;]+);`).exec(declarations);
  return found && new Set([...found[1].matchAll(/"([^"]*)"/g)].map(([, word]) => word));
}

function check_value(value, type, where) {
  if (type.endsWith('[]')) {
    value.split(' ').forEach((each) => check_value(each, type.slice(0, -2), where));
  } else if (type === 'number') {
    assert.match(value, /^\d+$/, where);
  } else if (type === 'boolean') {
    assert.match(value, /^(true|false)$/, where);
  } else if (type !== 'string') {
    const words = words_of(type);
    assert.ok(!words || words.has(value), `${where}="${value}" is none of ${type}`);
  }
}

function rebuild(element, parent) {
  for (const child of element.children) {
    assert.equal(typeof child, 'object', `words in <${element.name}> beside elements`);
    const {name, attributes} = child;
    const known = types_of(name);
    for (const [key, value] of Object.entries(attributes)) {
      assert.ok(known[key], `<${name}> has no ${key}`);
      check_value(value, known[key], `<${name} ${key}`);
    }
    const make = parent[name[0].toLowerCase() + name.slice(1)];
    assert.ok(make, `<${name}> within <${element.name}>`);
    if (child.children.every((each) => typeof each === 'string') && child.children.length) {
      make.call(parent, attributes, child.children.join(''));
    } else {
      rebuild(child, make.call(parent, attributes));
    }
  }
}

export function check_twiml(document) {
  const given = read(document);
  assert.equal(given.name, 'Response');
  const response = new twilio.twiml.VoiceResponse();
  rebuild(given, response);
  assert.deepEqual(read(response.toString()), given);
}
