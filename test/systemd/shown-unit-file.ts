/** The file that systemd 247 and 262 were shown in the lab; what they made of it is what the tests expect. */
export const SHOWN = `[Unit]
Description=a \\

Documentation=man:x
Wants=b1.service \\
# comment
  ; other
   b2.service
 Wants = "b3.service" b4@.service
[Service]
ExecStart=/bin/true
`;
