"What is said to members and to other programs, once each."
