"""Random diagrams and random arrival: what is drawn, who walks through it, and the laws that hold after every step."""
