package io.voxbus.media.leg.bot;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Codecs;
import io.voxbus.audio.Pcm;
import java.util.List;

/**
 * Asterisk's {@code chan_websocket}, as Asterisk speaks it: words as text, audio as binary messages. The queue is here
 * the same for audio that is buffered and for audio that is not: no byte of either is dropped.
 */
final class AsteriskDialect implements BotDialect {
  private static final int XOFF_FRAMES = 900;
  private static final int XON_FRAMES = 800;

  private final String callId;
  private final String connectionId;
  private final int rate;
  private boolean buffering;

  /** @param rate Hz of signed linear audio, 0 for 8 kHz mu-law */
  AsteriskDialect(String callId, String connectionId, int rate) {
    this.callId = callId;
    this.connectionId = connectionId;
    this.rate = rate;
    codec();
  }

  @Override
  public Codec codec() {
    return rate == 0 ? Codecs.open("pcmu", 8000) : Codecs.open("pcm", rate);
  }

  @Override
  public String codecName() {
    return rate == 0 ? "pcmu" : "pcm";
  }

  @Override
  public String subprotocol() {
    return "media";
  }

  @Override
  public List<BotMessage> opening() {
    int bytes = rate == 0 ? 160 : 2 * rate / 50;
    return words("MEDIA_START connection_id:" + connectionId + " channel:WebSocket/voxbus/"
        + connectionId + " channel_id:" + callId + " format:" + format()
        + " optimal_frame_size:" + bytes + " ptime:" + Pcm.FRAME_MILLIS);
  }

  @Override
  public List<BotMessage> write(BotEvent event) {
    return switch (event) {
      case BotEvent.Audio(byte[] encoded) -> List.of(new BotMessage.Bytes(encoded));
      case BotEvent.Key(String digit) -> words("DTMF_END digit:" + digit);
      case BotEvent.Passed(String mark, boolean thrownAway) ->
        thrownAway && mark.startsWith("MEDIA_BUFFERING_COMPLETED") ? List.of() : words(mark);
      case BotEvent.Flow(boolean stop) -> words(stop ? "MEDIA_XOFF" : "MEDIA_XON");
      case BotEvent.Status(int frames, boolean paused) -> words("STATUS queue_length:" + frames
          + " xon_level:" + XON_FRAMES + " xoff_level:" + XOFF_FRAMES + " queue_full:"
          + (frames >= XOFF_FRAMES) + " bulk_media:" + buffering + " media_paused:" + paused);
    };
  }

  @Override
  public List<BotMessage> closing() {
    return List.of();
  }

  @Override
  public List<BotReply> read(String text) {
    String[] words = text.strip().split("\\s+", 2);
    String id = words.length == 1 ? "" : " " + words[1];
    return switch (words[0]) {
      case "ANSWER" -> List.of(); // the call is answered before a bot is called
      case "HANGUP" -> List.of(new BotReply.Hangup());
      case "START_MEDIA_BUFFERING" -> {
        buffering = true;
        yield List.of();
      }
      case "STOP_MEDIA_BUFFERING" -> {
        buffering = false;
        yield List.of(new BotReply.Mark("MEDIA_BUFFERING_COMPLETED" + id, false));
      }
      case "MARK_MEDIA" -> List.of(new BotReply.Mark("MEDIA_MARK_PROCESSED" + id, false));
      case "REPORT_QUEUE_DRAINED" -> List.of(new BotReply.Mark("QUEUE_DRAINED", true));
      case "FLUSH_MEDIA" -> {
        buffering = false;
        yield List.of(new BotReply.Clear(), new BotReply.Pause(false));
      }
      case "PAUSE_MEDIA" -> List.of(new BotReply.Pause(true));
      case "CONTINUE_MEDIA" -> List.of(new BotReply.Pause(false));
      case "GET_STATUS" -> List.of(new BotReply.Ask());
      case String other -> List.of(new BotReply.Garbage("there is no command \"" + other + "\""));
    };
  }

  @Override
  public List<BotReply> read(byte[] bytes) {
    return List.of(new BotReply.Audio(bytes));
  }

  private String format() {
    return switch (rate) {
      case 0 -> "ulaw";
      case 8000 -> "slin";
      default -> "slin" + rate / 1000;
    };
  }

  private static List<BotMessage> words(String words) {
    return List.of(new BotMessage.Text(words));
  }
}
