/** Plays the server's audio through the `playback` worklet. */
export class Player {
  #context;
  #node;
  #on;
  #deaf = false;

  /** `on.level(rms)` some 25 times a second, `on.heard(millis)` once after `arm`. */
  constructor(context, sampleRate, on) {
    this.#context = context;
    this.#on = on;
    this.#node = new AudioWorkletNode(context, 'playback', {
      numberOfInputs: 0,
      outputChannelCount: [1],
      processorOptions: { sampleRate },
    });
    this.#node.port.onmessage = ({ data }) => this.#tell(data);
    this.#node.connect(context.destination);
  }

  play(samples) {
    if (!this.#deaf) {
      this.#node.port.postMessage({ samples }, [samples.buffer]);
    }
  }

  /** Drops what waits to be played. */
  flush() {
    this.#node.port.postMessage({ flush: true });
  }

  /** Silence at once, also for what is still on its way, until `listen`. */
  cut() {
    this.#deaf = true;
    this.flush();
  }

  listen() {
    this.#deaf = false;
  }

  /** Asks for the moment at which the next sound is heard. */
  arm() {
    this.#node.port.postMessage({ arm: true });
  }

  close() {
    this.#node.port.onmessage = null;
    this.#node.disconnect();
  }

  #tell(report) {
    if (report.rms !== undefined) {
      this.#on.level(report.rms);
    } else {
      this.#on.heard(this.#millisOf(report.heardAtSeconds));
    }
  }

  /** On the clock of `performance.now()`, the way through the loudspeaker included. */
  #millisOf(contextSeconds) {
    const { contextTime, performanceTime } = this.#context.getOutputTimestamp();
    return performanceTime > 0
      ? performanceTime + (contextSeconds - contextTime) * 1000
      : performance.now() + (this.#context.outputLatency || 0) * 1000;
  }
}
