"""The sample editions (示例数据): made once into an empty installation, then printed and walked by anyone.

``load`` makes them in a folder beside the installation and moves the finished whole into place, so that a start that
was cut short leaves nothing half made.
"""

from competition.sample.loading import links, load, summary

__all__ = ["links", "load", "summary"]
