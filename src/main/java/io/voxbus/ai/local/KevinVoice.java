package io.voxbus.ai.local;

import io.voxbus.ai.engine.LocalVoice;
import com.sun.speech.freetts.OutputQueue;
import com.sun.speech.freetts.Voice;
import com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * FreeTTS's 16 kHz diphone voice, for one thread at a time. It is made without FreeTTS's {@code VoiceManager}, which
 * reads system properties, folders and manifests to find what is known here.
 */
final class KevinVoice implements LocalVoice {
  static final String NAME = "kevin16";
  private static final Logger FREETTS = Logger.getLogger("com.sun.speech.freetts");

  private final Voice voice;
  private final Tape tape = new Tape();

  private KevinVoice(Voice voice) {
    this.voice = voice;
  }

  /** Loads the voice, 0.3 s. One thread at a time: FreeTTS counts its loading time in a static field. */
  static synchronized KevinVoice load() {
    FREETTS.setLevel(Level.SEVERE);
    for (Voice voice : new KevinVoiceDirectory().getVoices()) {
      if (voice.getName().equals(NAME)) {
        return load(voice);
      }
    }
    throw new IllegalStateException("FreeTTS has no voice " + NAME);
  }

  private static KevinVoice load(Voice voice) {
    KevinVoice kevin = new KevinVoice(voice);
    voice.setAudioPlayer(kevin.tape);
    // With a queue at hand it starts no thread of its own; without one it then speaks in the caller's thread.
    voice.setOutputQueue(new OutputQueue());
    voice.allocate();
    voice.setOutputQueue(null);
    return kevin;
  }

  @Override
  public short[] speak(String text, double speed) {
    tape.reset();
    voice.setDurationStretch((float) (1 / speed));
    voice.speak(text);
    return tape.samples();
  }
}
