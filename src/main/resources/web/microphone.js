import { Failure } from './failures.js';

const WANTED = {
  channelCount: 1,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

const KINDS = {
  NotAllowedError: 'microphoneRefused',
  SecurityError: 'microphoneRefused',
  NotFoundError: 'microphoneMissing',
  OverconstrainedError: 'microphoneMissing',
  NotReadableError: 'microphoneBusy',
  AbortError: 'microphoneBusy',
};

/** The user's microphone as frames of 20 ms. */
export class Microphone {
  #stream;
  #source;
  #node;

  constructor(stream) {
    this.#stream = stream;
  }

  /** Asks the user for the microphone. @throws Failure that says why there is none. */
  static async ask() {
    if (!globalThis.isSecureContext || !navigator.mediaDevices) {
      throw new Failure('insecureContext');
    }
    try {
      return new Microphone(await navigator.mediaDevices.getUserMedia({ audio: WANTED }));
    } catch (error) {
      throw new Failure(KINDS[error.name] ?? 'microphoneBusy', error.message);
    }
  }

  /** Gives `onFrame` a Float32Array each 20 ms at `sampleRate` Hz; needs the worklet in `context`. */
  listen(context, sampleRate, onFrame) {
    this.#source = context.createMediaStreamSource(this.#stream);
    this.#node = new AudioWorkletNode(context, 'capture', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
      processorOptions: { sampleRate },
    });
    this.#node.port.onmessage = ({ data }) => onFrame(data);
    this.#source.connect(this.#node);
  }

  /** What a connection of its own sends. */
  get track() {
    return this.#stream.getAudioTracks()[0];
  }

  /** Tells when the device is unplugged or the permission is taken back. */
  onLost(tell) {
    this.#stream.getAudioTracks().forEach((track) => track.addEventListener('ended', tell));
  }

  close() {
    this.#source?.disconnect();
    if (this.#node) {
      this.#node.port.onmessage = null;
    }
    this.#stream.getTracks().forEach((track) => track.stop());
  }
}
