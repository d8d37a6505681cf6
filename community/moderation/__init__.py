"""What moderators share across features. In this edition the audit log: every act of power, who, what and why.

model       Act, and the sentence of each kind of act
queries     who reads which part of the log
commands    `record`, called inside the transaction of the act itself
operations  moderation.log      pages  /moderation/log
"""
