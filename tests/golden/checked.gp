# Made by gpubench. Run it with: gnuplot -d FILE > PICTURE
reset session
set encoding utf8
set terminal svg size 680,100 font 'sans-serif,14' linewidth 1.2 background '#ffffff' noenhanced
set output
unset border
unset tics
unset key
set label 'Nothing was timed.' at screen 0.5, screen 0.5 center
plot [0:1] [0:1] NaN
