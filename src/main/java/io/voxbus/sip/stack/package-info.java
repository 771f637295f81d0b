/** JAIN-SIP as parser, transaction and dialog layer on a transport and timer of our own. */
@NullMarked
package io.voxbus.sip.stack;

import org.jspecify.annotations.NullMarked;
