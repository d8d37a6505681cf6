"""What administrators do: people blocked and let back, spaces, who may come in, the server's health; the first of them.

model       Health, what the lists show
queries     all SQL      commands  all writes
operations  site.*, people.list, people.suspend …      pages  /admin/…      pages_setup  /setup
console     what the command line does to accounts
"""
