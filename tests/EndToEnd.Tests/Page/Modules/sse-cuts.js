// The parser of event streams gives the same frames wherever the text is cut into chunks.

import { frameParser } from '/js/net/sse.js';
import { seeded } from './random.js';

export function run(rounds) {
  const failures = [];
  for (let seed = 1; seed <= rounds && failures.length < 3; seed++) {
    const random = seeded(seed);
    const frames = Array.from({ length: random.below(8) }, (_, index) => ({ id: String(index * 3), event: random.pick(['message.delta', 'card']), data: random.pick(['{"text":"先: 后"}', '{}', '{"a":":b"}']) }));
    const line = random.pick(['\n', '\r\n']);
    const text = ['retry: 1000', ''].join(line) + line + frames.map(({ id, event, data }) => random.pick(['', `: ping${line}${line}`]) + [`id: ${id}`, `event: ${event}`, `data: ${data}`, '', ''].join(line)).join('');
    const parse = frameParser();
    const got = [];
    for (let at = 0; at < text.length;) {
      const length = 1 + random.below(20);
      got.push(...parse(text.slice(at, at + length)));
      at += length;
    }

    if (JSON.stringify(got) !== JSON.stringify(frames)) {
      failures.push(`seed ${seed}: ${JSON.stringify(got)} instead of ${JSON.stringify(frames)}`);
    }
  }

  return failures;
}
