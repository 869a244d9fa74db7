// Reads the text of an event stream: frames of "name: value" lines, ended by an empty line. Pure, so that any cut of the
// text into chunks gives the same frames.

/** Makes a parser: give it chunks of text, it gives the frames that they complete. */
export function frameParser() {
  let rest = '';
  let frame = blank();

  return function parse(chunk) {
    const frames = [];
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (line !== '') {
        readLine(frame, line);
        continue;
      }

      if (frame.data !== null) {
        frames.push(frame);
      }

      frame = blank();
    }

    return frames;
  };
}

function blank() {
  return { id: null, event: 'message', data: null };
}

function readLine(frame, line) {
  const colon = line.indexOf(':');

  // A line that begins with a colon is a heartbeat: that bytes came is all it says.
  if (colon === 0) {
    return;
  }

  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  switch (name) {
    case 'id':
      frame.id = value;
      break;
    case 'event':
      frame.event = value;
      break;
    case 'data':
      frame.data = frame.data === null ? value : `${frame.data}\n${value}`;
      break;
  }
}
