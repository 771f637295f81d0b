package io.voxbus.sip.stack;

import gov.nist.core.ServerLogger;
import gov.nist.core.StackLogger;
import gov.nist.javax.sip.message.SIPMessage;
import java.util.Properties;
import javax.sip.SipStack;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stack's log through SLF4J. Its errors are mostly strangers' mistakes and would let them fill a disk, so they are
 * told as debug. The stack makes it by its name, and keeps the last one for all stacks of the JVM.
 */
public final class StackLog implements StackLogger, ServerLogger {
  private static final Logger LOG = LoggerFactory.getLogger(StackLog.class);

  @Override
  public boolean isLoggingEnabled() {
    return LOG.isDebugEnabled();
  }

  @Override
  public boolean isLoggingEnabled(int level) {
    return level <= TRACE_ERROR ? LOG.isDebugEnabled() : LOG.isTraceEnabled();
  }

  @Override
  public void logException(Throwable failure) {
    LOG.atDebug().setCause(failure).log("stack");
  }

  @Override
  public void logException(Exception failure) {
    LOG.atDebug().setCause(failure).log("stack");
  }

  @Override
  public void logFatalError(String message) {
    LOG.debug(message);
  }

  @Override
  public void logError(String message) {
    LOG.debug(message);
  }

  @Override
  public void logError(String message, @Nullable Exception failure) {
    LOG.atDebug().setCause(failure).log(message);
  }

  @Override
  public void logWarning(String message) {
    LOG.debug(message);
  }

  @Override
  public void logInfo(String message) {
    LOG.trace(message);
  }

  @Override
  public void logDebug(String message) {
    LOG.trace(message);
  }

  @Override
  public void logDebug(String message, @Nullable Exception failure) {
    LOG.atTrace().setCause(failure).log(message);
  }

  @Override
  public void logTrace(String message) {
    LOG.trace(message);
  }

  @Override
  public void logMessage(SIPMessage message, String from, String to, boolean sender, long time) {
    LOG.trace("{} -> {} {}", from, to, message.getFirstLine());
  }

  @Override
  public void logMessage(SIPMessage message, String from, String to, String status, boolean sender,
      long time) {
    LOG.trace("{} -> {} {}", from, to, message.getFirstLine());
  }

  @Override
  public void logMessage(SIPMessage message, String from, String to, String status,
      boolean sender) {
    LOG.trace("{} -> {} {}", from, to, message.getFirstLine());
  }

  @Override
  public String getLoggerName() {
    return LOG.getName();
  }

  @Override
  public int getLineCount() {
    return 0;
  }

  @Override
  public void logStackTrace() {}

  @Override
  public void logStackTrace(int level) {}

  @Override
  public void disableLogging() {}

  @Override
  public void enableLogging() {}

  @Override
  public void closeLogFile() {}

  @Override
  public void setBuildTimeStamp(String stamp) {}

  @Override
  public void setStackProperties(Properties properties) {}

  @Override
  public void setSipStack(SipStack stack) {}
}
