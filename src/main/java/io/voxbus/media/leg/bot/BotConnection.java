package io.voxbus.media.leg.bot;

import io.vertx.core.Context;
import io.voxbus.protocol.bus.MediaEvent;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a call to its bot: what happens in the call is written in the bot's dialect, what the bot says is
 * read in it. On one event loop; {@link BotLeg} sits on the media loop.
 */
final class BotConnection implements BotLine.Listener, BotLeg.Ear {
  /** Of a bot that talks nonsense so much is told; what is more would be noise. */
  private static final int TOLD = 5;
  /** What a bot asks for is written whether it reads or not; one that reads none of so much is lost. */
  private static final int MOST_UNREAD = 1_000;
  private static final int BAD = 400;
  private static final int TOO_FAR = 429;
  private static final int BROKEN = 502;

  private final Context context;
  private final BotDialect dialect;
  private final String sender;
  private final Consumer<MediaEvent> events;
  private @Nullable Consumer<BotReply> leg;
  private @Nullable BotLine line;
  private boolean over;
  private int told;
  private int unread;

  /** @param sender of its errors */
  BotConnection(Context context, BotDialect dialect, String sender, Consumer<MediaEvent> events) {
    this.context = context;
    this.dialect = dialect;
    this.sender = sender;
    this.events = events;
  }

  /** @param to who obeys the bot */
  void connect(BotLines lines, URI address, Consumer<BotReply> to) {
    leg = to;
    context.runOnContext(now -> lines.connect(address, dialect.subprotocol(), this));
  }

  @Override
  public void tell(BotEvent event) {
    context.runOnContext(now -> {
      if (line != null && !over) {
        write(line, event);
      }
    });
  }

  private void write(BotLine open, BotEvent event) {
    boolean full = open.full();
    boolean audio = event instanceof BotEvent.Audio;
    unread = full ? unread + (audio ? 0 : 1) : 0;
    if (unread > MOST_UNREAD) {
      open.close();
      failed(BROKEN, "the bot does not read what it asks for");
    } else if (!full || !audio) {
      dialect.write(event).forEach(open::send);
    }
  }

  @Override
  public void close() {
    context.runOnContext(now -> {
      if (line != null && !over) {
        dialect.closing().forEach(line::send);
        line.close();
      }
      over = true;
    });
  }

  @Override
  public void opened(BotLine opened) {
    line = opened;
    if (over) {
      opened.close();
      return;
    }
    dialect.opening().forEach(opened::send);
    events.accept(new MediaEvent.Flowing(dialect.codecName()));
  }

  @Override
  public void text(String text) {
    read(() -> dialect.read(text));
  }

  @Override
  public void bytes(byte[] bytes) {
    read(() -> dialect.read(bytes));
  }

  @Override
  public void closed() {
    if (!over) {
      over = true;
      events.accept(new MediaEvent.Vanished());
    }
  }

  @Override
  public void failed(int code, String why) {
    if (!over) {
      over = true;
      events.accept(new MediaEvent.Failed(sender, code, why));
      events.accept(new MediaEvent.Closed(0, null));
    }
  }

  /** The bot is so far ahead that some of what it said is lost. */
  void tooFarAhead() {
    context.runOnContext(now -> complain(TOO_FAR,
        "the bot is too far ahead of what is heard: some of it is dropped"));
  }

  private void read(Supplier<List<BotReply>> message) {
    List<BotReply> replies;
    try {
      replies = message.get();
    } catch (RuntimeException garbage) {
      complain(BAD, "the bot sent what is no message of its dialect");
      return;
    }
    replies.forEach(this::obey);
  }

  private void obey(BotReply reply) {
    switch (reply) {
      case BotReply.Garbage(String why) -> complain(BAD, "of the bot's message: " + why);
      case BotReply.Hangup() -> {
        BotLine open = line;
        if (open != null) {
          open.close();
        }
        closed();
      }
      default -> {
        if (leg != null && !over) {
          leg.accept(reply);
        }
      }
    }
  }

  private void complain(int code, String why) {
    if (!over && told++ < TOLD) {
      events.accept(new MediaEvent.Failed(sender, code, why));
    }
  }
}
