package io.voxbus.protocol.bus;

import io.voxbus.protocol.api.SipOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A confirmed dialog (RFC 3261 section 12) as another node would go on with it.
 *
 * @param target    the far end's Contact
 * @param route     proxies its requests pass, nearest to us first
 * @param transport by which it began, as a Via writes it
 * @param way       where its requests go whatever its target says; null: where that leads
 * @param user      in our Contact
 * @param account   proved to those who ask for it
 */
public record SipDialog(String callId, Side local, Side remote, String target, List<String> route,
    String transport, @Nullable Way way, @Nullable String user, Session session, Known known,
    @Nullable SipOption account) {
  /** Higher CSeqs than were used are no fault (section 12.2.2), the same ones again are. */
  private static final int UNKEPT = 16;

  /**
   * As another node goes on with it.
   *
   * @param owners that it has had since this was kept, with that one: each may have said some requests that were not; 0: it
   *               stays
   */
  public SipDialog takenOver(int owners) {
    Side us = new Side(local.address(), local.tag(),
        Math.max(0, local.number()) + (long) UNKEPT * owners);
    return new SipDialog(callId, us, remote, target, route, transport, way, user, session, known,
        account);
  }

  /** The same, as that user and with that account. */
  public SipDialog by(@Nullable String us, @Nullable SipOption with) {
    return new SipDialog(callId, local, remote, target, route, transport, way, us, session, known,
        with);
  }

  /**
   * One of its two sides.
   *
   * @param address as From and To write it
   * @param number  its last CSeq; -1: it has sent no request yet
   */
  public record Side(String address, String tag, long number) {}

  /** A literal address. */
  public record Way(String host, int port) {}

  /**
   * What was agreed for it.
   *
   * @param ours      whether its INVITE was ours
   * @param seconds   after which it must have been refreshed (RFC 4028); 0: never
   * @param refreshed whether that is for us
   * @param updates   whether the far end knows UPDATE
   * @param referred  its REFER that has not had its outcome, by its CSeq; null: none
   */
  public record Session(boolean ours, int seconds, boolean refreshed, boolean updates,
      @Nullable Long referred) {}

  /**
   * Whom it is with.
   *
   * @param seen  literal addresses it has spoken from
   * @param user  who has proved his password, or whose phone it is
   * @param trunk the carrier
   */
  public record Known(List<String> seen, @Nullable String user, @Nullable String trunk) {}
}
