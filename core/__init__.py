"""Masarat's core: Arabic news on the diplomacy around Syria → dates, places, actors, talks, quotes."""
