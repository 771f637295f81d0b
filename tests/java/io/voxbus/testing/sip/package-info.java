/** A SIP user agent for tests that knows nothing of the stack under test: it writes text and reads text. */
package io.voxbus.testing.sip;
