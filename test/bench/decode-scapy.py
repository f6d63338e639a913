# The same facts as `dsca pcap` tells, with scapy: names asked for, places contacted, server names.
#   python3 decode-scapy.py FILE
import json
import sys

from scapy.all import IP, TCP, UDP, DNS, PcapReader, load_layer

load_layer("tls")
from scapy.layers.tls.extensions import TLS_Ext_ServerName  # noqa: E402

names, contacts, packets = {}, {}, 0
with PcapReader(sys.argv[1]) as capture:
    for packet in capture:
        packets += 1
        if DNS in packet and packet[DNS].qr == 0 and packet[DNS].qd is not None:
            name = packet[DNS].qd.qname
            names[name] = names.get(name, 0) + 1
        if IP not in packet:
            continue
        place = None
        if UDP in packet:
            place = (packet[IP].dst, packet[UDP].dport, None)
        elif TCP in packet and packet[TCP].flags == "S":
            place = (packet[IP].dst, packet[TCP].dport, None)
        elif TLS_Ext_ServerName in packet and packet[TLS_Ext_ServerName].servernames:
            place = (packet[IP].dst, packet[TCP].dport, packet[TLS_Ext_ServerName].servernames[0].servername)
        if place is not None:
            contacts[place] = contacts.get(place, 0) + 1
print(json.dumps({"packets": packets, "names": len(names), "contacts": len(contacts)}))
