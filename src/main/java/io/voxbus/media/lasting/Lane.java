package io.voxbus.media.lasting;

import io.voxbus.media.leg.RtpScratch;
import io.voxbus.media.leg.SocketLeg;

/** A loop, and the buffers that its calls share. */
public record Lane(MediaLoop loop, SocketLeg.Scratch scratch, RtpScratch rtpScratch) {}
