package io.voxbus.sip;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Json;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.sip.dialog.SipMachine;
import io.voxbus.sip.dialog.Talk;
import io.voxbus.sip.line.Extension;
import io.voxbus.sip.stack.SipHop;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sip.Dialog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leg as it goes on in newer code of its node, whose stack keeps the dialog: nothing is sent, nobody is told.
 *
 * @param talk      what the rules know of it
 * @param dialog    the same dialog as {@code inStack}
 * @param hop       where its requests go; null: where its target leads
 * @param extension where it is asked
 */
record Inheritance(SipLeg.Name name, Talk talk, SipDialog dialog, Dialog inStack,
    @Nullable SipHop hop, Extension extension) {
  private static final Logger LOG = LoggerFactory.getLogger(Inheritance.class);

  private record Text(SipLeg.Name name, Talk talk, SipDialog dialog) {}

  /** Gives the leg to the heir, which throws why it does not take it; comes with 1, or 0 when it stays where it is. */
  static Future<Integer> bequeath(SipLeg leg, Consumer<Handover> heir) {
    Promise<Integer> moved = Promise.promise();
    leg.onOwnLoop(() -> {
      Inheritance left = leg.left();
      moved.complete(left != null && left.bequeathTo(heir, leg) ? 1 : 0);
    });
    return moved.future();
  }

  private boolean bequeathTo(Consumer<Handover> heir, SipLeg leg) {
    try {
      heir.accept(handOver());
      leg.leaveSeat();
      return true;
    } catch (RuntimeException | LinkageError e) {
      extension.connect(leg);
      LOG.atError().addKeyValue("leg", name.leg()).setCause(e)
          .log("a dialog stays with its old code");
      return false;
    }
  }

  Handover handOver() {
    Map<Class<?>, Object> things = new HashMap<>();
    things.put(Dialog.class, inStack);
    things.put(Extension.class, extension);
    if (hop != null) {
      things.put(SipHop.class, hop);
    }
    return new Handover(Json.text(new Text(name, talk, dialog)), things);
  }

  /** @throws IllegalArgumentException when another version has written it in a way that this one can't read */
  static Inheritance of(Handover handover) {
    Text text = handover.read(Text.class);
    return new Inheritance(text.name(), text.talk(), text.dialog(),
        Objects.requireNonNull(handover.get(Dialog.class)), handover.get(SipHop.class),
        Objects.requireNonNull(handover.get(Extension.class)));
  }

  /** The rules of it. */
  SipMachine machine(PhoneConfig config) {
    return SipMachine.inherited(config.times(), talk);
  }
}
