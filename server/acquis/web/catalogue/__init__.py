"""What describes and lists the whole: releases, feeds of changes, discovery, the interface itself."""
