/* How Loa names itself to other servers (User-Agent, RFC 9110 §10.1.5). */
#ifndef LOA_APP_AGENT_H
#define LOA_APP_AGENT_H

#define AGENT "Loa/" LOA_VERSION

#endif
