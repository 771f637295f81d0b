package io.voxbus.call.rules;

import io.voxbus.call.state.ListeningState;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.EouOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the caller does, as events; and what is told when they do nothing. */
final class ListeningRules {
  /** Clients drop events that come in a burst: a partial result waits for the next one. */
  private static final long DELTA_MILLIS = 40;
  private static final int EOU_MILLIS = 600;
  /** Of silence after a phrase that sounds unfinished. */
  private static final int EOU_MOST_MILLIS = 3_000;

  private final String track;
  private final @Nullable Boolean refer;
  private final String serverTrack;
  private @Nullable EouOption eou;
  private final StringBuilder heard = new StringBuilder();
  private long waitSinceMillis;
  private long waitUntilMillis = Long.MAX_VALUE;
  private long eouAtMillis = Long.MAX_VALUE;
  private long silentSinceMillis;
  private long lastDeltaMillis;
  private boolean eouTold;
  private @Nullable BargeInRules bargeIn;

  /**
   * Of the party of a track.
   *
   * @param refer true for a further leg
   */
  ListeningRules(String track, @Nullable Boolean refer, String serverTrack,
      @Nullable EouOption eou) {
    this.track = track;
    this.refer = refer;
    this.serverTrack = serverTrack;
    this.eou = eou;
  }

  void detect(@Nullable EouOption option) {
    eou = option;
  }

  /** Who decides what becomes of what plays while the caller speaks. */
  void interruptBy(BargeInRules rules) {
    bargeIn = rules;
  }

  /** From now on the caller has {@code millis} to do something. */
  void waitForInput(Turn turn, int millis) {
    waitSinceMillis = turn.now;
    waitUntilMillis = turn.now + millis;
  }

  void stopWaiting() {
    waitUntilMillis = Long.MAX_VALUE;
  }

  void on(Turn turn, MediaEvent.Speaking speaking) {
    stopWaiting();
    eouAtMillis = Long.MAX_VALUE;
    if (eouTold) {
      heard.setLength(0); // a final text that came after its eou
      eouTold = false;
    }
    turn.emit(new Event.Speaking(track, turn.now, speaking.startMillis(), null, null, refer));
    if (bargeIn != null) {
      bargeIn.speaking(turn, speaking.startMillis());
    }
  }

  void on(Turn turn, MediaEvent.Silence silence) {
    if (eou != null) {
      silentSinceMillis = silence.silenceMillis();
      eouAtMillis = silentSinceMillis + (eou.timeout() == null ? EOU_MILLIS : eou.timeout());
    }
    turn.emit(new Event.Silence(track, turn.now, silence.startMillis(), silence.millis(),
        silence.silenceMillis(), refer));
    if (bargeIn != null) {
      bargeIn.silence(turn);
    }
  }

  void on(Turn turn, MediaEvent.Quiet quiet) {
    turn.emit(new Event.Silence(turn.callId, turn.now, quiet.sinceMillis(), quiet.millis(), null,
        null));
  }

  void on(Turn turn, MediaEvent.Dtmf dtmf) {
    stopWaiting();
    turn.emit(new Event.Dtmf(turn.callId, turn.now, dtmf.digit(), null));
  }

  void on(Turn turn, AiEvent.OfRecogniser event) {
    switch (event) {
      case AiEvent.Heard words -> heard(turn, words);
      case AiEvent.ListenTime time -> took(turn, time);
      case AiEvent.ListenFailed failed -> failed(turn, failed);
    }
  }

  private void heard(Turn turn, AiEvent.Heard words) {
    stopWaiting();
    long start = Math.max(0, words.startMillis());
    long end = Math.max(start, words.endMillis());
    Boolean filler = PhraseEnd.isFiller(words.text()) ? true : null;
    if (bargeIn != null && filler == null && !words.text().isBlank()) {
      bargeIn.words(turn);
    }
    if (words.isFinal()) {
      if (filler == null) {
        heard.append(heard.isEmpty() ? "" : " ").append(words.text());
      }
      turn.emit(new Event.AsrFinal(track, turn.now, words.index(), start, end, words.text(),
          filler, null, null, refer));
    } else if (turn.now - lastDeltaMillis >= DELTA_MILLIS) {
      lastDeltaMillis = turn.now;
      turn.emit(new Event.AsrDelta(track, words.index(), turn.now, start, end, words.text(),
          filler, null, null, refer));
    }
  }

  private void took(Turn turn, AiEvent.ListenTime time) {
    String key = (time.completed() ? "completed.asr." : "ttfb.asr.") + time.provider();
    turn.emit(
        new Event.Metrics(turn.now, key, Math.max(0, time.millis()),
            Map.of("index", time.index())));
  }

  private static void failed(Turn turn, AiEvent.ListenFailed failed) {
    turn.error("asr." + failed.provider(), failed.reason(), failed.code());
  }

  ListeningState state() {
    return new ListeningState(eou, heard.toString(), waitSinceMillis, waitUntilMillis,
        eouAtMillis, silentSinceMillis, lastDeltaMillis, eouTold);
  }

  void restore(ListeningState state) {
    eou = state.eou();
    heard.setLength(0);
    heard.append(state.heard());
    waitSinceMillis = state.waitSinceMillis();
    waitUntilMillis = state.waitUntilMillis();
    eouAtMillis = state.eouAtMillis();
    silentSinceMillis = state.silentSinceMillis();
    lastDeltaMillis = state.lastDeltaMillis();
    eouTold = state.eouTold();
  }

  long nextMillis() {
    long turns = Math.min(waitUntilMillis, eouAtMillis);
    return bargeIn == null ? turns : Math.min(turns, bargeIn.nextMillis());
  }

  void tick(Turn turn) {
    if (bargeIn != null) {
      bargeIn.tick(turn);
    }
    if (waitUntilMillis <= turn.now) {
      stopWaiting();
      turn.emit(new Event.Silence(serverTrack, turn.now, waitSinceMillis,
          turn.now - waitSinceMillis, null, null));
    }
    if (eouAtMillis <= turn.now && PhraseEnd.isUnfinished(heard.toString())) {
      eouAtMillis = Math.max(eouAtMillis, silentSinceMillis + mostMillis());
    }
    if (eouAtMillis <= turn.now) {
      eouAtMillis = Long.MAX_VALUE;
      eouTold = true;
      turn.emit(new Event.Eou(turn.callId, turn.now, true, null,
          heard.isEmpty() ? null : heard.toString(), null));
      heard.setLength(0);
    }
  }

  private int mostMillis() {
    String most = eou == null || eou.extra() == null ? null : eou.extra().get("maxDelay");
    return most != null && most.matches("\\d{1,6}") ? Integer.parseInt(most) : EOU_MOST_MILLIS;
  }
}
