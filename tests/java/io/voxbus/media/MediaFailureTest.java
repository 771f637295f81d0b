package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Fault;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.leg.OpenLeg;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.media.leg.Signalling;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Carrier.Srtp;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import io.voxbus.testing.Records;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in the media of one call, whatever it is, is none of the others' on its loop. */
class MediaFailureTest extends RtpCallFixture {
  private final BlockingQueue<MediaEvent> ofBroken = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private String thrown = "";

  @Override
  MediaHost.Legs made() {
    return new MediaHost.Legs(legs, MediaHost.Legs.of(legs).browsers(),
        option -> CompletableFuture.completedStage(null),
        (carrier, loop, events) -> new OpenLeg(new BrokenLeg(), new Silent(), ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stack", "assertion", "linkage", "runtime"})
  void aCallWhoseMediaFailsEndsAndTheOthersGoOn(String kind) throws Exception {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    phone.talk(phone.tone(450));
    phone.awaitTone(450, 300);
    thrown = kind;
    bus.receive(Addresses.mediaEvents("bad"), ofBroken::add);
    await(bus.ask(Addresses.media(), new MediaRequest.Open("bad", CallOption.NONE,
        new Carrier.Bot("bad", Records.of(MediaPassOption.class))), MediaRequest.Opened.class));
    MediaEvent.Broken broken = (MediaEvent.Broken) ofBroken.poll(10, TimeUnit.SECONDS);
    assertTrue(broken.reason().contains("for the test"), broken.reason());
    phone.talk(phone.tone(700));
    phone.awaitTone(700, 300);
    bus.send(Addresses.media("bad"), new MediaRequest.Close());
    assertEquals(new MediaEvent.Closed(0, null), ofBroken.poll(10, TimeUnit.SECONDS));
    closed.get(10, TimeUnit.SECONDS);
    phone.talk(phone.tone(500));
    phone.awaitTone(500, 300);
  }

  @Test
  void anOfferThatCantBeReadIsRefusedAsNotAcceptable() {
    start(config(RtpConfig.Nat.STRICT));
    for (String offer : List.of("", "no SDP", "v=0\r\nm=audio x RTP/AVP 0\r\n",
        "v=0\r\nm=audio 70000 RTP/AVP 0\r\n", "v=0\r\nm=audio\r\n", "v=0\r\n?\r\n",
        "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 99999999999\r\n", "v=0\r\n")) {
      Fault fault = refused(new MediaRequest.Open("c", CallOption.NONE,
          new Carrier.Rtp(offer, Srtp.OFF)));
      assertEquals(488, fault.code(), offer + ": " + fault.getMessage());
    }
  }

  private final class BrokenLeg implements Leg {
    @Override
    public void poll() {
      switch (thrown) {
        case "stack" -> throw new StackOverflowError("for the test");
        case "assertion" -> throw new AssertionError("for the test");
        case "linkage" -> throw new NoClassDefFoundError("for the test");
        default -> throw new IllegalStateException("for the test");
      }
    }

    @Override
    public boolean receive(short[] frame) {
      return false;
    }

    @Override
    public int waiting() {
      return 0;
    }

    @Override
    public void send(short[] frame) {}

    @Override
    public void close() {
      closed.complete(null);
    }
  }

  private static final class Silent implements Signalling {
    @Override
    public String open() {
      return "";
    }

    @Override
    public void answered(String answer) {}

    @Override
    public String reoffered(String offer) {
      return "";
    }

    @Override
    public String reoffer(boolean hold) {
      return "";
    }
  }
}
