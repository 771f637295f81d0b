/** One call of the fake server: hears loud and quiet, "understands" given texts, speaks a tone. */
const LOUD = 0.02;
const SILENCE_FRAMES = 25;
const SPEECH_FRAMES = 5;
const FRAME_MILLIS = 20;
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const KEYS = ['123', '456', '789', '*0#'];
const TRACK = 'server-side-track';

export class FakeCall {
  commands = [];
  framesHeard = 0;
  #texts;
  #insteadOfAnswer;
  #socket;
  #events = [];
  #timer;
  #loud = 0;
  #quiet = 0;
  #spokeAt;
  #index = 0;

  constructor(id, texts, insteadOfAnswer) {
    this.id = id;
    this.#texts = texts;
    this.#insteadOfAnswer = insteadOfAnswer;
  }

  attach(socket, since) {
    this.#socket = socket;
    this.#events.filter(({ seq }) => seq > since).forEach((event) => socket.send(JSON.stringify(event)));
    socket.on('message', (data, binary) =>
      binary ? this.#hear(data) : this.#obey(JSON.parse(data.toString())),
    );
    socket.on('close', (code) => code !== 1006 && this.#stop());
  }

  /** Stored for a socket that is away, as the real server does. */
  emit(name, fields = {}) {
    const event = { event: name, trackId: this.id, timestamp: Date.now(), ...fields, seq: this.#events.length + 1 };
    this.#events.push(event);
    if (this.#socket.readyState === 1) {
      this.#socket.send(JSON.stringify(event));
    }
  }

  #obey(command) {
    this.commands.push(command);
    const act = {
      invite: () => this.#answer(),
      tts: () => this.#play(command.playId, 300 + 60 * command.text.length, command.autoHangup),
      play: () => this.#echo(command.playId),
      interrupt: () => this.#interrupt(),
      pause: () => (this.paused = true),
      resume: () => (this.paused = false),
      hangup: () => this.#hangup(command.reason),
    }[command.command];
    act?.();
  }

  #answer() {
    if (this.#insteadOfAnswer) {
      this.#insteadOfAnswer.forEach(({ event, ...fields }) => this.emit(event, fields));
      this.#socket.close(1000);
      return;
    }
    this.emit('answer', { sdp: '', node: 'fake-1' });
    this.emit('trackStart');
  }

  #hear(data) {
    this.framesHeard++;
    this.#listenForKey(data);
    if (this.echoes) {
      this.#socket.send(data);
      return;
    }
    let most = 0;
    for (let index = 0; index + 1 < data.length; index += 2) {
      most = Math.max(most, Math.abs(data.readInt16LE(index)) / 32768);
    }
    this.#loud = most > LOUD ? this.#loud + 1 : 0;
    this.#quiet = most > LOUD ? 0 : this.#quiet + 1;
    if (this.#loud === SPEECH_FRAMES && !this.#spokeAt) {
      this.#spokeAt = Date.now();
      this.emit('speaking', { startTime: this.#spokeAt });
    } else if (this.#spokeAt && this.#loud === 20) {
      this.#understand('asrDelta', this.#texts[0]?.split(' ')[0]);
    } else if (this.#quiet === SILENCE_FRAMES && this.#spokeAt) {
      this.#ended();
    }
  }

  #ended() {
    const end = Date.now() - SILENCE_FRAMES * FRAME_MILLIS;
    this.emit('silence', { startTime: this.#spokeAt, duration: Math.max(0, end - this.#spokeAt) });
    this.#understand('asrFinal', this.#texts.shift());
    this.emit('metrics', { key: 'completed.asr.fake', duration: 42, data: { index: this.#index++ } });
    this.#spokeAt = undefined;
  }

  #understand(name, text = 'something else') {
    this.emit(name, { index: this.#index, startTime: this.#spokeAt, endTime: Date.now(), text });
  }

  #play(playId, millis, autoHangup = false) {
    this.#interrupt();
    this.emit('trackStart', { trackId: TRACK, playId });
    const from = Date.now();
    let frame = 0;
    this.paused = false;
    this.current = { playId, from };
    this.#timer = setInterval(() => {
      while (!this.paused && frame * FRAME_MILLIS < Math.min(Date.now() - from, millis)) {
        this.#socket.send(toneFrame(frame++), () => {});
      }
      if (frame * FRAME_MILLIS >= millis) {
        this.#endTrack(millis);
        if (autoHangup) {
          this.#hangup('autohangup');
        }
      }
    }, FRAME_MILLIS);
  }

  #echo(playId) {
    this.#interrupt();
    this.emit('trackStart', { trackId: TRACK, playId });
    this.current = { playId, from: Date.now() };
    this.echoes = true;
  }

  #listenForKey(data) {
    const key = keyIn(data);
    if (key && key !== this.key) {
      this.emit('dtmf', { digit: key });
    }
    this.key = key;
  }

  #interrupt() {
    this.echoes = false;
    if (this.current) {
      const heard = Date.now() - this.current.from;
      this.emit('interruption', { trackId: TRACK, playId: this.current.playId, position: 1, totalDuration: 4000, current: heard });
      this.#endTrack(heard);
    }
  }

  #endTrack(duration) {
    this.#stop();
    this.emit('trackEnd', { trackId: TRACK, playId: this.current.playId, duration });
    this.current = undefined;
  }

  #hangup(reason) {
    this.#stop();
    this.emit('hangup', { reason, initiator: 'client' });
    this.#socket.close(1000);
  }

  #stop() {
    clearInterval(this.#timer);
  }
}

/** The key whose two tones are the loudest in a frame of pcm 16 kHz, when they are loud. */
function keyIn(data) {
  const strength = (hertz) => {
    let [re, im] = [0, 0];
    for (let index = 0; index + 1 < data.length; index += 2) {
      const turns = (Math.PI * hertz * index) / 16000;
      re += data.readInt16LE(index) * Math.cos(turns);
      im += data.readInt16LE(index) * Math.sin(turns);
    }
    return Math.hypot(re, im) / data.length;
  };
  const loudest = (tones) => tones.map(strength).reduce((best, one, index, all) => (one > all[best] ? index : best), 0);
  const [row, column] = [loudest(ROWS), loudest(COLUMNS)];
  const quietest = Math.min(strength(ROWS[row]), strength(COLUMNS[column]));
  return quietest > 1500 ? KEYS[row][column] : undefined;
}

/** 20 ms of a 440 Hz tone, pcm 16 kHz. */
function toneFrame(frame) {
  const data = Buffer.alloc(640);
  for (let index = 0; index < 320; index++) {
    const turns = (2 * Math.PI * 440 * (frame * 320 + index)) / 16000;
    data.writeInt16LE(Math.round(8000 * Math.sin(turns)), index * 2);
  }
  return data;
}
