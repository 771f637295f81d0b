/** JsSIP, a phone of somebody else's that talks by WebSocket (RFC 7118). What a browser would do for its media an Rtp does. */
import JsSIP from 'jssip';
import WebSocket from 'ws';

/**
 * @param url of the node, wss
 * @param ca  whom its certificate is from
 * @param rtp what it says and hears by
 */
export async function jsPhone(url, ca, rtp) {
  const [connected, answered] = [promised(), promised()];
  globalThis.window = globalThis;
  globalThis.WebSocket = class extends WebSocket {
    constructor(at, protocol) {
      super(at, protocol, { ca });
    }
  };
  globalThis.RTCSessionDescription = class {
    constructor(description) {
      Object.assign(this, description);
    }
  };
  globalThis.RTCPeerConnection = plain(rtp, answered.resolve);
  const phone = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(url)], uri: 'sip:alice@127.0.0.1', register: false, session_timers: false });
  phone.once('connected', connected.resolve);
  phone.start();
  await connected.promise;
  return {
    /** What it was answered. */
    answer: answered.promise,
    call: (callee) => phone.call(callee, { mediaConstraints: { audio: false, video: false } }),
    stop: () => phone.stop(),
  };
}

/** A connection without ICE and DTLS. */
const plain = (rtp, remote) => class {
  iceGatheringState = 'complete';
  iceConnectionState = 'connected';
  signalingState = 'stable';
  addEventListener() {}
  removeEventListener() {}
  getSenders() {
    return [];
  }
  async createOffer() {
    return { type: 'offer', sdp: rtp.sdp };
  }
  async setLocalDescription(description) {
    this.localDescription = description;
  }
  async setRemoteDescription({ sdp }) {
    remote(sdp);
  }
  close() {}
};

function promised() {
  const made = {};
  made.promise = new Promise((resolve) => (made.resolve = resolve));
  return made;
}
