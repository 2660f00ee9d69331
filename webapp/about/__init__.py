"""What Waymark says about itself to everybody."""
