package io.voxbus.rtp;

/**
 * How one side receives a stream (RFC 3550 section 6.4.1).
 *
 * @param ssrc       whose packets
 * @param fraction   of 256, lost since the report before
 * @param lost       in all; negative when duplicates outnumber losses
 * @param highest    sequence number, with its cycles
 * @param jitter     in units of the clock
 * @param lastReport middle 32 bits of the NTP time of the newest sender report; 0: none has come
 * @param delay      since that report, in 1/65536 s
 */
public record ReportBlock(int ssrc, int fraction, int lost, long highest, long jitter,
    long lastReport, long delay) {}
