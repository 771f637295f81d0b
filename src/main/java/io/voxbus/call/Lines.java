package io.voxbus.call;

import io.voxbus.call.turn.Effect;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipRequest;
import java.util.Collection;
import java.util.function.Supplier;

/** Whom a call talks to on the bus beside its clients. */
record Lines(MediaLine media, AiLines ai, OtherCalls others, PhoneLines phones) {
  /** @param clients of the call by the time its media is open */
  void carryOut(Effect.OfLine effect, Supplier<Collection<Client>> clients) {
    switch (effect) {
      case Effect.OpenMedia open -> media.open(open, clients);
      case Effect.ToMedia(MediaRequest request) -> media.send(request);
      case Effect.AskMedia(MediaRequest request) -> media.ask(request);
      case Effect.Listen listen -> ai.listen(listen.request());
      case Effect.Deafen(String leg) -> ai.deafen(leg);
      case Effect.Judge(long since) -> ai.judge(since);
      case Effect.Pass pass -> ai.toService(pass.request());
      case Effect.ToModel model -> ai.toModel(model.request());
      case Effect.ToVoice say -> ai.say(say.request());
      case Effect.Dial(SipRequest.Dial dial) -> phones.dial(dial);
      case Effect.ToSip(String leg, SipRequest request) -> phones.send(leg, request);
      case Effect.ToCall(String callId, var request) -> others.ask(callId, request);
    }
  }

  /** Nobody plays or listens here any more, but on that node; empty: on none that is known. */
  void leave(String node) {
    phones.leave(node);
    media.part();
    ai.close();
  }
}
