package io.voxbus.media.leg.bot;

import io.vertx.core.Vertx;
import io.voxbus.audio.Pcm;
import io.voxbus.bus.Fault;
import io.voxbus.directory.Secrets;
import io.voxbus.media.leg.ChannelLoop;
import io.voxbus.media.leg.OpenLeg;
import io.voxbus.media.leg.Undescribed;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Opens legs to bots. They connect in the background: the call goes on meanwhile. */
public final class BotLegs {
  private final Vertx vertx;
  private final BotConfig config;
  private final BotLines lines;

  public BotLegs(Vertx vertx, BotConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.lines = new BotLines(vertx, config);
  }

  /**
   * Tells of {@link MediaEvent.Flowing} when the bot is there, of {@link MediaEvent.Vanished} when it has had enough, of
   * {@link MediaEvent.Failed} and then {@link MediaEvent.Closed} when it was lost.
   *
   * @throws Fault 400 for a dialect, an address or a rate that is none
   */
  public OpenLeg open(Carrier.Bot bot, ChannelLoop loop, Consumer<MediaEvent> events) {
    MediaPassOption option = bot.option();
    String url = option.url() == null ? "" : option.url();
    BotDialect dialect = dialect(bot.callId(), option);
    URI address = dialect instanceof AudioSocketDialect
        ? withPort(BotLines.address(url, "tcp"))
        : BotLines.address(url, "ws", "wss");
    BotConnection connection = new BotConnection(vertx.getOrCreateContext(), dialect,
        "media_pass: " + Secrets.maskUrl(url), events);
    int most = (int) Math.min(Integer.MAX_VALUE / 2,
        config.maxAhead().millis() * Pcm.RATE / 1000);
    BotLeg leg = new BotLeg(dialect, connection, most);
    connection.connect(lines, address, reply -> loop.execute(() -> {
      if (leg.obey(reply) > 0) {
        connection.tooFarAhead();
      }
    }));
    return new OpenLeg(leg, new Undescribed(), "");
  }

  private static BotDialect dialect(String callId, MediaPassOption option) {
    String name = option.dialect() == null ? "" : option.dialect().toLowerCase(Locale.ROOT);
    int rate = option.outputSampleRate() == null ? 0 : option.outputSampleRate();
    UUID id = UUID.randomUUID();
    try {
      return switch (name) {
        case "twilio" -> new TwilioDialect(callId, "MZ" + id.toString().replace("-", ""),
            option.parameters() == null ? Map.of() : option.parameters());
        case "asterisk" -> new AsteriskDialect(callId, id.toString(), rate);
        case "audiosocket" -> new AudioSocketDialect(idOf(option, id), rate);
        default -> throw new IllegalArgumentException(
            "mediaPass.dialect is one of twilio, asterisk, audiosocket");
      };
    } catch (IllegalArgumentException refused) {
      throw Fault.badRequest(String.valueOf(refused.getMessage()));
    }
  }

  /** The id by which an AudioSocket bot knows what the call is about. */
  private static UUID idOf(MediaPassOption option, UUID otherwise) {
    String given = option.parameters() == null ? null : option.parameters().get("uuid");
    return given == null ? otherwise : UUID.fromString(given);
  }

  private static URI withPort(URI address) {
    if (address.getPort() < 0) {
      throw Fault.badRequest("mediaPass.url wants a port after tcp://");
    }
    return address;
  }
}
