package io.voxbus.ai.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.testing.FakeService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Audio of a rate that there is not ends the stream at once. */
class VendorGarbageTest {
  private static final int NO_RATE = 7;
  private final Vertx vertx = Vertx.vertx();
  private final FakeService service = new FakeService();
  private final Vendor vendor = Vendor.of("v", new ProviderContext(vertx, Map.of()));

  @AfterEach
  void stop() {
    service.close();
    vertx.close().await();
  }

  @Test
  void ofAVoice() {
    var spoken = vendor.speak(Flowable.just("Hello."), Speaks::new).ignoreElements()
        .<String>toCompletionStage("").toCompletableFuture();
    service.connected()
        .writeBinaryMessage(Buffer.buffer("RIFF").appendIntLE(36).appendString("WAVEfmt ")
            .appendIntLE(16).appendShortLE((short) 1).appendShortLE((short) 1)
            .appendIntLE(NO_RATE).appendIntLE(2 * NO_RATE).appendShortLE((short) 2)
            .appendShortLE((short) 16).appendString("data").appendIntLE(4).appendInt(1));
    assertEquals("v sent audio that can't be played", failure(spoken));
  }

  @Test
  void ofAModel() {
    var held = vendor.converse(UnicastProcessor.create(), Converses::new).ignoreElements()
        .<String>toCompletionStage("").toCompletableFuture();
    service.connected().writeTextMessage("x");
    assertEquals("v sent something that makes no sense", failure(held));
  }

  private static String failure(CompletableFuture<String> running) {
    CompletionException why = assertThrows(CompletionException.class,
        () -> running.orTimeout(8, TimeUnit.SECONDS).join());
    return ((SpeechException) why.getCause()).getMessage();
  }

  private final class Speaks implements SpeakDialect {
    @Override
    public ProviderTarget target() {
      return ProviderTarget.of("v", service.url(), "/", Map.of());
    }

    @Override
    public List<Message> say(String piece) {
      return List.of();
    }

    @Override
    public List<Message> end() {
      return List.of();
    }

    @Override
    public SpokenAudio audio() {
      return new SpokenAudio(SpokenAudio.Format.PCM, 16_000, 1);
    }

    @Override
    public List<SpeakReply> read(String message) {
      return List.of();
    }
  }

  private final class Converses implements RealtimeDialect {
    @Override
    public ProviderTarget target() {
      return ProviderTarget.of("v", service.url(), "/", Map.of());
    }

    @Override
    public List<Message> opening() {
      return List.of();
    }

    @Override
    public List<Message> begin() {
      return List.of();
    }

    @Override
    public AudioFormat input() {
      return new AudioFormat(SpokenAudio.Format.PCM, 16_000);
    }

    @Override
    public AudioFormat output() {
      return new AudioFormat(SpokenAudio.Format.PCM, NO_RATE);
    }

    @Override
    public Message audio(byte[] encoded) {
      return Message.of(encoded);
    }

    @Override
    public List<Message> toolResult(RealtimeInput.ToolResult result) {
      return List.of();
    }

    @Override
    public List<Message> cut(RealtimeInput.Cut cut) {
      return List.of();
    }

    @Override
    public List<RealtimeReply> read(String message) {
      return List.of(new RealtimeReply.Audio(0, new byte[4]));
    }
  }
}
