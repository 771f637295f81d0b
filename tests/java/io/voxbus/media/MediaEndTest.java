package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import org.junit.jupiter.api.Test;

/** On one event loop: what is told first is heard before what is done next. */
class MediaEndTest extends RtpCallFixture {
  MediaEndTest() {
    super(new VertxOptions().setEventLoopPoolSize(1));
  }

  @Test
  void whatIsSentWhenMediaHasToldItsEndCannotReachIt() {
    start(config(RtpConfig.Nat.STRICT));
    Promise<ReplyFailure> reached = Promise.promise();
    bus.receive(Addresses.mediaEvents("d"), event -> {
      if (event instanceof MediaEvent.Closed) {
        reach("d").onComplete(reached);
      }
    });
    await(bus.ask(Addresses.media(),
        new MediaRequest.Open("d", CallOption.NONE, new Carrier.Sockets()),
        MediaRequest.Opened.class));
    assertEquals(ReplyFailure.RECIPIENT_FAILURE, await(reach("d")), "it is there");
    bus.send(Addresses.media("d"), new MediaRequest.Close());
    assertEquals(ReplyFailure.NO_HANDLERS, await(reached.future()));
  }

  /** Why the media of that call does not do what it can't understand. */
  private Future<ReplyFailure> reach(String callId) {
    return vertx.eventBus().request(Addresses.media(callId).local(), "nothing it knows")
        .<ReplyFailure>map(answer -> null)
        .otherwise(failure -> ((ReplyException) failure).failureType());
  }
}
