package io.voxbus.sip;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.Binding;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.dialog.ForkEffect;
import io.voxbus.sip.dialog.ForkRules;
import java.util.ArrayList;
import java.util.List;

/**
 * A leg that stands for the phones of a user, each called by the node where its way ends. Its call sees one leg, on its
 * own node, wherever the phone is that answers. On the event loop of the leg's name.
 */
final class Fork {
  private static final SipEvent UNREACHABLE = new SipEvent.Refused(480,
      "the phone cannot be reached");

  private final Bus bus;
  private final SipRequest.Dial dial;
  private final List<Branch> branches = new ArrayList<>();
  /** Done when the leg of the phone is there to be asked. */
  private final List<Future<Branch>> opened = new ArrayList<>();
  private final ForkRules rules;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  /** A leg to one of the phones, and the node that it is on. */
  private record Branch(String leg, String node, SipRequest.Phone phone) {}

  private Fork(LegParts parts, SipRequest.Dial dial, Phonebook.Phones phones) {
    this.bus = parts.bus();
    this.dial = dial;
    for (Binding binding : phones.bindings()) {
      branches.add(branch(dial.leg() + "~" + branches.size(), binding, phones.user()));
    }
    rules = new ForkRules(branches.size());
  }

  /** Rings all of the phones at once. */
  static Future<CallReply.Done> ring(LegParts parts, SipRequest.Dial dial,
      Phonebook.Phones phones) {
    Promise<CallReply.Done> open = Promise.promise();
    parts.stack().run(dial.leg(), () -> {
      new Fork(parts, dial, phones).open();
      open.complete(new CallReply.Done());
    });
    return open.future();
  }

  /** A proxy is reached from anywhere, a phone by the way it came only. */
  private Branch branch(String leg, Binding binding, String user) {
    Binding.Flow flow = binding.flow();
    return new Branch(leg, binding.path().isEmpty() ? flow.node() : bus.nodeId(),
        new SipRequest.Phone(binding.contact(), binding.path(), flow.transport(), flow.host(),
            flow.port(), user));
  }

  private void open() {
    consumers.add(bus.serve(Addresses.sip(dial.leg()), this::serve));
    consumers.add(bus.receive(Addresses.lostNodes(), this::lost));
    for (int phone = 0; phone < branches.size(); phone++) {
      int number = phone;
      consumers.add(bus.receive(Addresses.sipEvents(branches.get(phone).leg()),
          (SipEvent event) -> on(number, event)));
      opened.add(call(branches.get(phone), number)
          .recover(failure -> around(branches.get(number), number)));
    }
    opened.forEach(one -> one.onFailure(gone -> on(opened.indexOf(one), UNREACHABLE)));
  }

  /** What came by UDP may go by UDP from anywhere; NAT decides whether it arrives. */
  private Future<Branch> around(Branch branch, int number) {
    boolean elsewhere = !branch.node().equals(bus.nodeId());
    if (!elsewhere || !branch.phone().transport().equals("UDP")) {
      return Future.failedFuture(Fault.unavailable("no way to the phone"));
    }
    Branch here = new Branch(branch.leg(), bus.nodeId(), branch.phone());
    branches.set(number, here);
    return call(here, number);
  }

  private Future<Branch> call(Branch branch, int number) {
    SipRequest.Callee to = dial.to();
    String callId = to.callId() == null || number == 0 ? to.callId() : to.callId() + number;
    SipRequest.Dial one = new SipRequest.Dial(branch.leg(),
        new SipRequest.Callee(branch.phone().contact(), to.caller(), to.sip(), callId),
        dial.offer());
    return bus.ask(Addresses.sipOf(branch.node()),
        new SipRequest.DialPhone(one, branch.phone(), bus.nodeId()), CallReply.Done.class)
        .map(done -> branch);
  }

  private Future<?> serve(SipRequest request) {
    return switch (request) {
      case SipRequest.Identify identify -> identify();
      case SipRequest.Transfer transfer -> Replacing.named(bus, transfer).onSuccess(this::want)
          .onFailure(gone -> tell(
              new SipEvent.TransferProgress(481, "no dialog to " + transfer.referTo())));
      default -> want(request);
    };
  }

  private Future<SipRequest.Identity> identify() {
    if (rules.taker() < 0) {
      return Future.failedFuture(Fault.conflict("nobody has answered"));
    }
    Branch taken = branches.get(rules.taker());
    return bus.ask(Addresses.sip(taken.leg(), taken.node()), new SipRequest.Identify(),
        SipRequest.Identity.class);
  }

  private Future<CallReply.Done> want(SipRequest request) {
    rules.wanted(request).forEach(this::carryOut);
    return Future.succeededFuture(new CallReply.Done());
  }

  /** With a node the dialogs are gone that it had. */
  private void lost(String node) {
    for (int phone = 0; phone < branches.size(); phone++) {
      if (branches.get(phone).node().equals(node)) {
        on(phone, new SipEvent.Lost(480, "the node of the phone is lost"));
      }
    }
  }

  private void on(int phone, SipEvent event) {
    rules.on(phone, event).forEach(this::carryOut);
  }

  private void carryOut(ForkEffect effect) {
    switch (effect) {
      case ForkEffect.Tell(SipEvent event) -> tell(event);
      case ForkEffect.Pass(int phone, SipRequest request) -> opened.get(phone)
          .onSuccess(at -> bus.send(Addresses.sip(at.leg(), at.node()), request));
      case ForkEffect.Forget() -> consumers.forEach(MessageConsumer::unregister);
    }
  }

  private void tell(SipEvent event) {
    bus.send(Addresses.sipEvents(dial.leg()), event);
  }
}
