package io.voxbus.sip.carrier;

import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import gov.nist.javax.sip.message.SIPRequest;
import java.text.ParseException;
import java.util.List;
import javax.sip.InvalidArgumentException;
import javax.sip.address.Address;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ViaHeader;
import javax.sip.message.MessageFactory;
import org.jspecify.annotations.Nullable;

/**
 * A request outside of any dialog, from us about ourselves.
 *
 * @param self  address of record, in From and To
 * @param ours  Contact and Via
 */
record Draft(String method, SipURI target, SipURI self, @Nullable String displayName, SipURI ours,
    String userAgent) {
  static final HeaderFactory HEADERS = new HeaderFactoryImpl();
  private static final AddressFactory ADDRESSES = new AddressFactoryImpl();
  private static final MessageFactory MESSAGES = new MessageFactoryImpl();

  /** @param tag of its From, which stays the same for all messages of one Call-ID */
  SIPRequest write(String callId, long number, String tag, String transport) {
    try {
      Address address = ADDRESSES.createAddress(displayName, self);
      ViaHeader via = HEADERS.createViaHeader(ours.getHost(), ours.getPort(), transport, null);
      via.setRPort();
      SIPRequest request = (SIPRequest) MESSAGES.createRequest(target, method,
          HEADERS.createCallIdHeader(callId), HEADERS.createCSeqHeader(number, method),
          HEADERS.createFromHeader(address, tag), HEADERS.createToHeader(address, null),
          List.of(via), HEADERS.createMaxForwardsHeader(70));
      request.setHeader(HEADERS.createContactHeader(ADDRESSES.createAddress(ours)));
      request.setHeader(HEADERS.createHeader("User-Agent", userAgent));
      return request;
    } catch (ParseException | InvalidArgumentException e) {
      throw new IllegalArgumentException("can't be said in SIP: " + method + " " + target, e);
    }
  }
}
